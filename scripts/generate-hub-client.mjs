// Writes packages/hub-client/src/generated from the OpenAPI document of the hub, which it starts on a database of its own without
// listening. Run by `npm run generate`. With --check, says whether the file is up to date instead.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateClient } from '../packages/hub-client/dist/generator/generate-client.js';
import { bundleLibraries } from './bundle/libraries.mjs';

const file = fileURLToPath(new URL('../packages/hub-client/src/generated/operations.ts', import.meta.url));

async function hubDocument() {
  const { checkSettings } = await import('../packages/hub/dist/config/check-settings.js');
  const { createHub } = await import('../packages/hub/dist/create-hub.js');
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-document-'));
  const settings = checkSettings({
    publicUrl: 'http://localhost',
    database: { url: `sqlite:${join(folder, 'hub.db')}` },
    spoolDirectory: join(folder, 'spool'),
    masterKeys: { current: 'k1', keys: { k1: Buffer.alloc(32).toString('base64') } },
    logLevel: 'silent',
  });
  const hub = await createHub(settings);
  try {
    await hub.server.ready();
    return Object(hub.server).swagger();
  } finally {
    await hub.server.close();
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readIfThere() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const isCheck = process.argv.includes('--check');
if (!isCheck) await bundleLibraries();
const document = await hubDocument();
const text = generateClient(document);
const isCurrent = readIfThere() === text;
const count = Object.values(document.paths ?? {}).flatMap((methods) => Object.keys(methods)).length;
if (isCheck && !isCurrent) {
  console.error('packages/hub-client/src/generated is not up to date: npm run generate');
  process.exit(1);
}
if (!isCurrent) {
  mkdirSync(new URL('.', `file://${file}`), { recursive: true });
  writeFileSync(file, text);
}
console.log(`hub client: ${count} routes, ${isCurrent ? 'unchanged' : 'written'}`);
