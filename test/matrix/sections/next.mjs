import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { signRsa } from '@lingpai/alipay';
import { Starter, starterBehaviour } from '../../examples/starter.mjs';
import { fixtures, root } from '../prepare.mjs';
import { needing, npmInstall, run } from '../project.mjs';

const env = { NEXT_TELEMETRY_DISABLED: '1' };

/** To end what hangs, not to time anything. */
const timeout = 900_000;

/** `examples/nextjs-isv` as it is copied out of the repository, and the recipe for Next.js in docs/handlers.md. */
export function nextSection(world) {
  const project = join(world.folder, 'nextjs-isv');
  const install = once(() => copyExample(world, project));

  // One after another: they share a folder, and each Next.js takes all that the machine has.
  describe('Next.js', { concurrency: 1 }, () => {
    describe('examples/nextjs-isv', () => {
      const launch = { command: process.execPath, parameters: ['start.mjs'], cwd: project, env };
      let start = install;
      const before = (body) => {
        start = once(() => install().then(body));
      };
      starterBehaviour({ before, after, it: (name, body) => itAfter(() => start(), name, body) }, launch);
    });
    itAfter(install, 'is built for production, and serves with the settings of the environment', () =>
      serveProduction(world, project),
    );
    describe('the recipe', () => recipeTests(project, install));
  });
}

/** A test whose preparation can be unavailable; a hook could not skip it. */
function itAfter(prepare, name, body) {
  it(
    name,
    { timeout },
    needing(async () => {
      await prepare();
      await body();
    }),
  );
}

/** @param {() => Promise<unknown>} prepare */
function once(prepare) {
  let prepared;
  return () => {
    prepared ??= prepare();
    return prepared;
  };
}

async function copyExample(world, project) {
  const example = join(root, 'examples/nextjs-isv');
  const left = new Set(['node_modules', '.next', '.npmrc', 'data']);
  cpSync(example, project, { recursive: true, filter: (path) => !left.has(basename(path)) });
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[kind])) {
      if (name in world.tarballs) manifest[kind][name] = `file:${world.tarballs[name]}`;
    }
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  await npmInstall(project);
}

const rsaPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key) => String(key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }));

async function serveProduction(world, project) {
  const next = join(project, 'node_modules/next/dist/bin/next');
  await run(process.execPath, [next, 'build'], { cwd: project, env });
  const server = new Starter({
    command: process.execPath,
    parameters: [next, 'start', '--hostname', '127.0.0.1', '--port', '0'],
    cwd: project,
    env: {
      ...env,
      BASE_URL: 'https://isv.example.com',
      ALIPAY_APP_ID: '2021000000000001',
      ALIPAY_PRIVATE_KEY: pem(rsaPair().privateKey),
      ALIPAY_PUBLIC_KEY: pem(rsaPair().publicKey),
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      DATA_FOLDER: mkdtempSync(join(world.folder, 'data-')),
    },
  });
  try {
    await server.untilPrinted('Ready in');
    const [, address = ''] = server.output.match(/(http:\/\/127\.0\.0\.1:\d+)/) ?? [];
    const { headers } = await fetch(`${address}/invite`, { redirect: 'manual' });
    assert.ok(headers.get('location')?.startsWith('https://b.alipay.com/page/message/tasksDetail?bizData='));
    assert.equal((await fetch(address)).status, 200);
  } finally {
    server.process.kill('SIGTERM');
    await server.exitCode();
  }
}

/** `订单　€` with a full-width space and the euro sign, in GBK. */
const gbkSubject = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xa1, 0xa1, 0x80]);

function recipeTests(project, install) {
  const alipay = rsaPair();
  const folder = join(project, 'recipe');
  /** @type {Starter} */
  let server;
  let address = '';

  const start = once(async () => {
    await install();
    copyRecipe(folder);
    const keys = { ALIPAY_PRIVATE_KEY: pem(rsaPair().privateKey), ALIPAY_PUBLIC_KEY: pem(alipay.publicKey) };
    server = new Starter({
      command: process.execPath,
      parameters: ['serve.mjs'],
      cwd: folder,
      env: { ...env, ...keys, ALIPAY_APP_ID: '2021000000000001' },
    });
    await server.untilPrinted('listening: ');
    const [, port] = server.output.match(/listening: (\d+)/) ?? [];
    address = `http://127.0.0.1:${port}`;
  });

  after(async () => {
    server?.process.kill('SIGTERM');
    await server?.exitCode();
  });

  const post = async (path, body) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${address}/${path}`, { method: 'POST', headers, body });
    return [response.status, await response.text()];
  };

  itAfter(start, 'verifies a genuine notification in GBK', async () => {
    assert.deepEqual(await post('notify', await notification(alipay, 'order-7')), [200, 'success']);
    await server.untilPrinted('paid: order-7 订单\u3000€\n');
  });

  itAfter(start, 'refuses a forged one', async () => {
    const forged = (await notification(alipay, 'order-7')).replace('%2d%37', '%2d%38');
    assert.deepEqual(await post('notify', forged), [400, 'fail']);
    assert.ok(!server.output.includes('order-8'));
  });

  itAfter(start, 'says fail when the handler of the caller rejects', async () => {
    assert.deepEqual(await post('notify', await notification(alipay, 'rejected')), [500, 'fail']);
  });

  itAfter(start, 'reports a body that was read before', async () => {
    assert.deepEqual(await post('parsed', await notification(alipay, 'order-9')), [500, 'fail']);
    assert.ok(!server.output.includes('order-9'));
    assert.match(server.errors + server.output, /body-consumed/);
  });
}

/** The recipe as `notify/route.ts`, and behind something that reads the body. */
function copyRecipe(folder) {
  const page = readFileSync(join(root, 'docs/handlers.md'), 'utf8');
  const [, recipe = ''] = page.match(/^Next\.js, in .*?```ts\n(.*?)```/ms) ?? [];
  assert.ok(recipe.includes('export function POST'));
  cpSync(join(fixtures, 'next-recipe'), folder, { recursive: true });
  const files = {
    notify: recipe,
    parsed: `import { POST as handle } from '../notify/route';
      export async function POST(request: Request) { await request.formData(); return handle(request); }`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'app', name), { recursive: true });
    writeFileSync(join(folder, 'app', name, 'route.ts'), text);
  }
}

/** The form of a trade notification as Alipay posts it. */
async function notification(alipay, orderId) {
  const fields = {
    app_id: '2021000000000001',
    charset: 'GBK',
    notify_id: `id-of-${orderId}`,
    notify_type: 'trade_status_sync',
    out_trade_no: orderId,
    subject: gbkSubject,
    trade_no: '1',
    trade_status: 'TRADE_SUCCESS',
  };
  const signed = Buffer.concat(
    Object.entries(fields).flatMap(([name, value], index) => [
      Buffer.from(`${index === 0 ? '' : '&'}${name}=`),
      Buffer.from(value),
    ]),
  );
  const sign = await signRsa(signed, alipay.privateKey, 'RSA2');
  return Object.entries({ ...fields, sign_type: 'RSA2', sign })
    .map(([name, value]) => `${name}=${Buffer.from(value).toString('hex').replaceAll(/../g, '%$&')}`)
    .join('&');
}
