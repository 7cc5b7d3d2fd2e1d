// A node of an application: a process with the vault open, its workers, and an address for notifications. It exits when told.
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { openSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { AlipayClient, nodeTransport } from '@lingpai/alipay';
import { openVault } from '@lingpai/vault';
import { handleQuestions } from './conversation.mjs';
import { Random } from './random.mjs';

/** Short, since the lease of a killed process must end before others take over; milliseconds. */
const settings = { callTimeout: 700, lease: 1_500, rotationSpacing: 50, connections: 4 };

/** The code and the refresh tokens of a call, which its kill points are passed with. */
const calling = new AsyncLocalStorage();

let offset = 0;
let vault;
let running;
const clock = () => Date.now() + offset;

handleQuestions({
  async open(options) {
    offset = options.offset;
    const random = new Random(options.seed);
    const events = openSync(options.eventsFile, 'a');
    const reports = openSync(options.reportsFile, 'a');
    vault = await openVault({
      ...settings,
      applications: options.applications.map((/** @type {any} */ { rotation, ...application }) => ({
        client: new AlipayClient({ ...application, clock, transport: watched(nodeTransport()) }),
        rotation,
      })),
      database: options.database,
      masterKeys: options.masterKeys,
      spoolDirectory: options.spoolDirectory,
      clock,
      onKillPoint: atPoint(options.plan, openSync(options.receivedFile, 'a')),
      onReport: ({ cause, ...report }) => writeLine(reports, { at: clock(), ...report, cause: describe(cause) }),
      onEvent(event) {
        writeLine(events, { node: options.node, at: String(process.hrtime.bigint()), event });
        if (random.chance(0.03)) throw new Error('the receiver fails now and then');
      },
    });
    running = vault.start();
    return { port: await listen() };
  },
  async clock(options) {
    offset = options.offset;
  },
  /** Everything that is due by a clock that was moved is done now and not at the next turn. */
  async kick() {
    await running.stop();
    running = vault.start();
  },
  async redeem({ appId, code, reference }) {
    const authorizations = await vault.redeem({ appId, code, reference });
    return authorizations.map(({ authAppId }) => authAppId);
  },
  async rotate({ appId, authAppId }) {
    await vault.rotate(appId, authAppId);
  },
  token: ({ appId, authAppId }) => readToken(appId, authAppId),
  async deactivate({ appId, authAppId }) {
    await vault.deactivate(appId, authAppId);
  },
  reseal: () => vault.reseal(),
  async inspect({ keys }) {
    const found = [];
    for (const { appId, authAppId } of keys) {
      const token = await readToken(appId, authAppId).catch(({ code, message }) => ({ error: code ?? message }));
      found.push({ appId, authAppId, authorization: await vault.authorization(appId, authAppId), token });
    }
    return found;
  },
  /** For the story of what went wrong. */
  history: ({ appId, authAppId }) => vault.history(appId, authAppId, { limit: 12 }),
  async verify() {
    const { broken } = await vault.verifyAudit();
    return { broken, quarantine: await vault.quarantine() };
  },
});

async function readToken(appId, authAppId) {
  const { value, stale } = await vault.token(appId, authAppId);
  return { value, stale };
}

/** Notes the code that is sent and the refresh tokens that arrive. */
function watched(transport) {
  return async (request) => {
    const response = await transport(request);
    const texts = calling.getStore() ?? [];
    for (const [, code] of String(request.body).matchAll(/"code":"([^"]+)"/g)) texts.push(code);
    for (const [, token] of response.body.toString().matchAll(/"app_refresh_token":"([^"]+)"/g)) texts.push(token);
    return response;
  };
}

/**
 * Exits at the named kill point, the `count`-th time that it is passed. Writes down which codes were answered, and which refresh
 * tokens came, once their responses are stored: from then on there is no excuse for losing what they brought. Responses are stored in
 * batches, one at a time: a batch holds what was answered before it began.
 */
function atPoint(plan, received) {
  let left = plan?.count;
  let answered = [];
  let storing = [];
  const note = {
    'before-send': () => calling.enterWith([]),
    'after-response': () => answered.push(...(calling.getStore() ?? [])),
    'before-received': () => {
      storing = answered;
      answered = [];
    },
    'after-received': () => {
      for (const text of storing) writeLine(received, text);
    },
  };
  return async (point) => {
    note[point]?.();
    if (point !== plan?.point) return;
    left -= 1;
    if (left > 0) return;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  };
}

async function listen() {
  const server = createServer(async (request, response) => {
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const appId = (request.url ?? '/').slice(1);
      response.end(await vault.receiveNotification(appId, Buffer.concat(chunks), request.headers['content-type']));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** Whole lines, even from several processes. */
function writeLine(file, content) {
  writeSync(file, `${JSON.stringify(content)}\n`);
}

function describe(cause) {
  if (!(cause instanceof Error)) return undefined;
  return ['code' in cause && cause.code, cause.message, describe(cause.cause)].filter(Boolean).join(' < ');
}
