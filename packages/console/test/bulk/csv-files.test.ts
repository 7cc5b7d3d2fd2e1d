import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/csv/decode-text.js';
import { csvLine } from '../../src/csv/write-csv.js';
import { type InvitationFile, readRows } from '../../src/pages/invite/bulk/read-rows.js';
import { rowKey } from '../../src/pages/invite/bulk/row-key.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** 商家编号 / 西湖书店 / 联通, as Excel in China writes them. */
const gbk = Uint8Array.from(Buffer.from('c9ccbcd2b1e0bac50d0acef7bafecae9b5ea0d0ac1aacda80d0a', 'hex'));
const returnUrls = ['https://shop.example.com/back'];

function rowsOf(text: string): InvitationFile['rows'] {
  const file = readRows(text, returnUrls);
  if ('code' in file) throw new Error(`${file.code} ${file.value}`);
  return file.rows;
}
const faultsOf = (line: string, headings = 'reference,kinds,returnTo,expiresIn,language') =>
  rowsOf(`${headings}\n${line}\n`)[0]?.faults.map(({ column, code, value }) => [column, code, value]);

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', utf8('商家')],
    ['UTF-8', utf8('\uFEFF商家')],
    ['GBK', Uint8Array.from([0xc9, 0xcc, 0xbc, 0xd2])],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x46, 0x55, 0xb6, 0x5b])],
    ['UTF-16', Uint8Array.from([0xfe, 0xff, 0x55, 0x46, 0x5b, 0xb6])],
  ] as const)('is found: %s', (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text: '商家', encoding });
  });

  it('is none for a workbook', () => {
    expect(decodeText(Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0]))).toBeUndefined();
    expect(decodeText(Uint8Array.from([0x80, 0xff, 0xff]))).toBeUndefined();
  });
});

describe('a file of invitations', () => {
  it('is read as Excel in China writes it', () => {
    const rows = rowsOf(decodeText(gbk)?.text ?? '');
    expect(rows.map(({ number, invitation }) => [number, invitation?.reference])).toEqual([
      [2, '西湖书店'],
      [3, '联通'],
    ]);
  });

  it('is read with every column, in any order, separated by commas, tabs or semicolons', () => {
    for (const separator of [',', '\t', ';']) {
      const lines = [
        ['Language', 'REFERENCE', 'expiresin', 'returnTo', 'kinds'],
        ['en', 'shop-1', '12h', 'https://shop.example.com/back/1?a=b', 'webapp TINYAPP'],
        ['', 'shop-2', '', '', ''],
      ];
      const rows = rowsOf(lines.map((cells) => cells.join(separator)).join('\r\n'));
      expect(rows.map(({ invitation }) => invitation)).toEqual([
        {
          reference: 'shop-1',
          kinds: ['TINYAPP', 'WEBAPP'],
          returnTo: 'https://shop.example.com/back/1?a=b',
          expiresIn: 43_200,
          language: 'en',
        },
        { reference: 'shop-2', kinds: undefined, returnTo: undefined, expiresIn: undefined, language: undefined },
      ]);
    }
  });

  it('has the row numbers of a spreadsheet, and leaves out empty rows', () => {
    const rows = rowsOf('reference\n"two\nlines"\n\n ,\nshop-5\n');
    expect(rows.map(({ number, cells }) => [number, cells.reference])).toEqual([
      [2, 'two\nlines'],
      [5, 'shop-5'],
    ]);
  });

  it('can be one that the console wrote', () => {
    const references = ['=1+1', '-shop', '+86', '@home', 'a, "b"'];
    const rows = rowsOf([csvLine(['reference']), ...references.map((one) => csvLine([one]))].join(''));
    expect(rows.map(({ cells }) => cells.reference)).toEqual(references);
  });

  it.each([
    ['', 'no-rows', ''],
    ['reference\n', 'no-rows', ''],
    ['name,city\nshop,Xiamen', 'no-reference', 'name, city'],
    ['reference,商家编号\na,b', 'column-twice', 'reference'],
    ['reference\nshop-1\n"shop-2\nshop-3', 'quote', '3'],
    [`reference\n${'x\n'.repeat(5_001)}`, 'too-many', '5001'],
  ])('cannot be read at all: %j', (text, code, value) => {
    expect(readRows(text.slice(0, 20_000), returnUrls)).toEqual({ code, value });
  });

  it('names the columns that are not used', () => {
    const file = readRows('name,reference,expires\nTea,shop-1,7d', returnUrls);
    expect(file).toMatchObject({ ignored: ['name', 'expires'] });
  });

  it.each([
    [',WEBAPP,,,', [['reference', 'empty', '']]],
    ['商商商商商商商商商商商商商商商商商,,,,', [['reference', 'long', '商'.repeat(17)]]],
    ['"two\nlines",,,,', [['reference', 'control', '']]],
    ['a,WEBAPP|shop,,,', [['kinds', 'kind', 'shop']]],
    ['a,,https://other.example.com/,,', [['returnTo', 'return', 'https://other.example.com/']]],
    ['a,,https://shop.example.com/backwards,,', [['returnTo', 'return', 'https://shop.example.com/backwards']]],
    ['a,,,59,', [['expiresIn', 'life', '59']]],
    ['a,,,31d,', [['expiresIn', 'life', '31d']]],
    ['a,,,1.5d,', [['expiresIn', 'life', '1.5d']]],
    [
      'a,,,next week,fr',
      [
        ['expiresIn', 'life', 'next week'],
        ['language', 'language', 'fr'],
      ],
    ],
    ['a,,,7 天,中文', []],
  ])('is checked cell by cell: %s', (line, faults) => {
    expect(faultsOf(line)).toEqual(faults);
  });

  it('refuses an address to return to when the application has none', () => {
    const file = readRows('reference,returnTo\na,https://shop.example.com/back', []);
    expect(file).toMatchObject({ rows: [{ faults: [{ column: 'returnTo', code: 'no-return' }] }] });
  });

  it('refuses a reference that was there before, and a row with more cells than headings', () => {
    const rows = rowsOf('reference,kinds\nshop-1,\nshop-2,,rest\nshop-1,WEBAPP\n');
    expect(rows.map(({ invitation }) => invitation === undefined)).toEqual([false, true, true]);
    expect(rows[1]).toMatchObject({ hasTooMany: true, faults: [] });
    expect(rows[2]?.faults).toEqual([{ column: 'reference', code: 'twice', value: '2' }]);
  });
});

describe('the key of a row', () => {
  it('differs by the application and by everything that the row asks for, and by nothing else', () => {
    const rows = [
      { reference: 'a' },
      { reference: 'b' },
      { reference: 'a', kinds: ['WEBAPP'] as const },
      { reference: 'a', returnTo: 'https://shop.example.com/back' },
      { reference: 'a', expiresIn: 60 },
      { reference: 'a', language: 'zh' as const },
    ];
    const keys = rows.flatMap((row) => [
      rowKey('1', row, undefined),
      rowKey('2', row, undefined),
      rowKey('1', row, 'x'),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(rowKey('1', { language: undefined, reference: 'a' }, undefined)).toBe(keys[0]);
    expect(keys.every((key) => /^[\x21-\x7e]{1,255}$/.test(key))).toBe(true);
  });
});
