import { unzipSync } from 'fflate';

/** A bill as its receiver reads it. */
export interface ReadBill {
  readonly names: readonly string[];
  readonly details: string;
  readonly summary: string;
  /** The rows of the details, by the names of their columns. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The row `合计` of the summary, by the names of its columns. */
  readonly total: Readonly<Record<string, string>>;
}

/** Unpacks an archive whose names and contents are GBK. */
export function readBill(archive: Uint8Array): ReadBill {
  const gbk = new TextDecoder('gbk', { fatal: true });
  const files = Object.entries(unzipSync(archive)).map(
    // Names that are not marked as UTF-8 come byte by byte.
    ([name, content]) => [gbk.decode(Buffer.from(name, 'latin1')), gbk.decode(content)] as const,
  );
  const text = (end: string) => files.find(([name]) => name.endsWith(end))?.[1] ?? '';
  const details = text('_业务明细.csv');
  const summary = text('_业务明细(汇总).csv');
  return {
    names: files.map(([name]) => name),
    details,
    summary,
    rows: table(details),
    total: table(summary)[0] ?? {},
  };
}

/** The lines between the comments: a row of names, then rows of values. */
function table(text: string): Record<string, string>[] {
  const [names = [], ...rows] = records(text).filter(([first = '']) => !first.startsWith('#'));
  return rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index] ?? '', value.trim()])));
}

/** CSV as RFC 4180 has it. */
function records(text: string): string[][] {
  const all: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') all.push(row);
    row = [];
  }
  return all;
}
