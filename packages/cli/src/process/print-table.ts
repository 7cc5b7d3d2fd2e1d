import { print, shown } from './print.js';

/** A cell; times are `Date`s, and what is missing is empty. */
export type Cell = string | number | Date | null | undefined;

/** For people: rows under a heading. Text of others cannot leave its cell. */
export async function printTable(head: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void> {
  const { default: Table } = await import('cli-table3');
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true }, chars: plain });
  for (const row of rows) table.push(row.map(cellText));
  print(table.toString().replaceAll(/ +$/gm, ''));
}

/** For people: names and values of one thing. */
export async function printFields(fields: Readonly<Record<string, Cell>>): Promise<void> {
  const { default: Table } = await import('cli-table3');
  const table = new Table({ style: { head: [], border: [] }, chars: plain });
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) table.push([name, cellText(value)]);
  }
  print(table.toString().replaceAll(/ +$/gm, ''));
}

function cellText(cell: Cell): string {
  if (cell instanceof Date) return timeText(cell);
  return cell === null || cell === undefined ? '' : shown(String(cell), 200);
}

/** `2026-05-01 12:00:00`, by this machine's clock and zone. */
export function timeText(time: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
const lines = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];

/** No lines: they can be cut, searched and pasted. */
const plain = { ...Object.fromEntries([...none, ...lines].map((name) => [name, ''])), middle: ' ' };

export const timeOf = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);
