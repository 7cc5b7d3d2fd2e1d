import { zipArchive } from '../archive/zip-archive.js';
import type { BillPeriod } from './bill-period.js';
import { type BillEntry, tradeBill } from './trade-bill.js';

export interface BillArchive {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface BillArchiveOptions {
  readonly sellerId: string;
  readonly period: BillPeriod;
  /** When it is written; milliseconds since 1970. */
  readonly at: number;
}

/** A bill as Alipay packs it: a ZIP archive of CSV files, whose names and contents are GBK. */
export async function billArchive(
  entries: readonly BillEntry[],
  { sellerId, period, at }: BillArchiveOptions,
): Promise<BillArchive> {
  const { default: iconv } = await import('iconv-lite');
  const gbk = (text: string) => iconv.encode(text, 'gbk');
  // The number of the account's balance.
  const account = `${sellerId}0156`;
  const { details, summary } = tradeBill(entries, { account, period, at });
  const name = `${account}_${period.label}`;
  const files = [
    { name: gbk(`${name}_业务明细.csv`), content: gbk(details) },
    { name: gbk(`${name}_业务明细(汇总).csv`), content: gbk(summary) },
  ];
  return { name: `${name}.csv.zip`, bytes: zipArchive(files, at) };
}
