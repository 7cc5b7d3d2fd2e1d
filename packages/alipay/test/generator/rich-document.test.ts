import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateApis, writeApis } from '@lingpai/alipay/generator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, type JsonObject } from './documents.js';
import { richDocument } from './rich-document.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const client = join(root, 'packages/alipay/src/client');
const runtime = {
  ApiClient: `${client}/operation.js`,
  ApiPromise: `${client}/api-promise.js`,
  FileInput: `${client}/file-input.js`,
  Operation: `${client}/operation.js`,
  RequestOptions: `${client}/request-options.js`,
  ServerEvent: join(root, 'packages/alipay/src/streaming/event-stream-parser.js'),
  StreamApiClient: join(root, 'packages/alipay/src/streaming/stream-api-client.js'),
  StreamOptions: join(root, 'packages/alipay/src/streaming/stream-options.js'),
};
const compilerOptions = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: true,
    composite: false,
    declaration: true,
    typeRoots: [join(root, 'node_modules/@types')],
  },
};

/** Uses the generated modules as their reader would; what must not compile is marked. */
const usage = `
import type { ApiClient } from '${runtime.ApiClient}';
import { HotelRoomApi, type Everything, type HotelRoomBookErrorCode, type Member, type Payment } from './apis/hotel-room.js';
import { HotelPhotoApi, type RecordModel } from './apis/hotel-photo.js';
import type { OperationModel } from './apis/models.js';

export async function use(client: ApiClient): Promise<void> {
  const rooms = new HotelRoomApi(client);
  const everything: Everything = await rooms.book({ room_id: '1', nights: 2, name: 'Li', points: 3 });
  const member: Member = { name: 'Li', points: 3, friends: [{ name: 'Wang' }] };
  await rooms.book({ ...member, room_id: '1', nights: 2 }, { requestId: 'r' });
  // @ts-expect-error the path needs room_id
  rooms.book({ ...member, nights: 2 });
  // @ts-expect-error one member of the allOf requires points
  rooms.book({ name: 'Li', room_id: '1', nights: 2 });
  const payment: Payment = { card_no: '1' };
  const paid: Record<string, unknown> = await rooms.pay({ room_id: '1', ...payment });
  // @ts-expect-error neither a card nor cash
  rooms.pay({ room_id: '1' });

  const level: number | undefined = everything.level;
  const lists: ('A' | 'B' | (string & {}))[][] | undefined = everything.lists;
  const deep: number | undefined = everything.inline?.deep.value;
  const entry: number | undefined = everything.map?.['x'];
  const name: string | null | undefined = everything.text_or_null;
  const kept: boolean | undefined = everything.promise?.kept;
  const length: string | undefined = everything.array?.[0]?.length;
  const text: string | undefined = everything.string?.text;
  const leaf = everything.tree?.[0]?.[0]?.[0];
  const folder = everything.folder?.['a']?.['b'];
  const fixed: string | undefined = everything.constant;
  const operation: OperationModel | undefined = everything.operation;
  const maybe: string | undefined = everything.maybe?.card_no;
  const code: HotelRoomBookErrorCode = "GUEST'S_FAULT";
  const added: HotelRoomBookErrorCode = 'ADDED_LATER';

  const photos = new HotelPhotoApi(client);
  const id: string = (await photos.upload({ photo: { path: 'a.png' }, data: { name: 'Li' } })).id;
  // @ts-expect-error the photo is required
  photos.upload({ data: { name: 'Li' } });
  const list: RecordModel[] = await photos.list();
  await photos.list({ page: 1 }, { timeout: 1000 });
  await photos.delete({ timeout: 1000 });
  await photos.touch({ whatever: 1 });
  console.log(paid, level, lists, deep, entry, name, kept, length, text, leaf, folder, fixed, operation, maybe, code, added, id, list);
}
`;

let directory: string;

function generate(document: JsonObject): void {
  writeApis(generateApis(document, { runtime }).files, join(directory, 'apis'));
}

function compile(): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' });
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout);
  }
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rich-'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(compilerOptions));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('modules of a rich document', () => {
  it('compile under strict flags, used as their types promise', () => {
    generate(richDocument);
    writeFileSync(join(directory, 'usage.ts'), usage);
    expect(compile()).toBe('');
  });

  it('are as narrow as their types promise: a wrong use does not compile', () => {
    generate(richDocument);
    writeFileSync(join(directory, 'usage.ts'), usage.replaceAll(/^ *\/\/ @ts-expect-error.*\n/gm, ''));
    const errors = compile().match(/usage\.ts\(\d+,\d+\): error TS/g);
    expect(errors).toHaveLength(4);
  });
});

describe('modules of the catalogue', () => {
  it('compile where they were generated for a user', () => {
    rmSync(join(directory, 'usage.ts'), { force: true });
    generate(catalogue());
    expect(compile()).toBe('');
  });
});
