import { type CsvRow, readCsv } from '../../../csv/read-csv.js';
import { checkCells } from './check-cells.js';
import { type Column, columns, type InvitationRow } from './invitation-row.js';

/** Rows of one upload. */
export const mostRows = 5_000;

/** A file of invitations, as far as it can be read. */
export interface InvitationFile {
  readonly rows: readonly InvitationRow[];
  /** Headings that are no column of ours. */
  readonly ignored: readonly string[];
}

/** Why a file cannot be read at all. */
export interface FileFault {
  readonly code: 'no-rows' | 'no-reference' | 'column-twice' | 'quote' | 'too-many';
  /** The heading, the number of the row, or of rows. */
  readonly value: string;
}

/** Headings in Chinese, as the console calls the fields. */
const aliases: Readonly<Record<string, Column>> = {
  商家编号: 'reference',
  商家应用类型: 'kinds',
  返回地址: 'returnTo',
  有效期: 'expiresIn',
  页面语言: 'language',
};

/**
 * Reads invitations from CSV with headings, and checks every cell.
 *
 * @param returnUrls the addresses below which `returnTo` has to be
 */
export function readRows(text: string, returnUrls: readonly string[]): InvitationFile | FileFault {
  const { rows, unclosedQuote } = readCsv(text);
  if (unclosedQuote !== undefined) return { code: 'quote', value: String(unclosedQuote) };
  const [heading, ...content] = rows;
  if (heading === undefined) return { code: 'no-rows', value: '' };
  const places = placesOf(heading);
  const twice = columns.find((column) => places.filter((one) => one === column).length > 1);
  if (twice !== undefined) return { code: 'column-twice', value: twice };
  if (!places.includes('reference')) return { code: 'no-reference', value: heading.cells.join(', ') };
  if (content.length === 0) return { code: 'no-rows', value: '' };
  if (content.length > mostRows) return { code: 'too-many', value: String(content.length) };
  const firsts = new Map<string, number>();
  return {
    rows: content.map((row) => rowOf(row, { places, firsts, returnUrls })),
    ignored: heading.cells.filter((name, index) => name !== '' && places[index] === undefined),
  };
}

const placesOf = ({ cells }: CsvRow): (Column | undefined)[] =>
  cells.map((name) => columns.find((column) => column.toLowerCase() === name.toLowerCase()) ?? aliases[name]);

interface Surroundings {
  readonly places: readonly (Column | undefined)[];
  /** The rows in which references come first. */
  readonly firsts: Map<string, number>;
  readonly returnUrls: readonly string[];
}

function rowOf({ number, cells: given }: CsvRow, { places, firsts, returnUrls }: Surroundings): InvitationRow {
  const cellOf = (column: Column) => given[places.indexOf(column)] ?? '';
  const cells = {
    reference: cellOf('reference'),
    kinds: cellOf('kinds'),
    returnTo: cellOf('returnTo'),
    expiresIn: cellOf('expiresIn'),
    language: cellOf('language'),
  };
  const checked = checkCells(cells, returnUrls);
  const faults = [...checked.faults];
  const first = firsts.get(cells.reference);
  if (first === undefined) firsts.set(cells.reference, number);
  else if (cells.reference !== '') faults.push({ column: 'reference', code: 'twice', value: String(first) });
  const hasTooMany = given.slice(places.length).some((cell) => cell !== '');
  const isRight = faults.length === 0 && !hasTooMany;
  return { number, cells, faults, hasTooMany, invitation: isRight ? checked.invitation : undefined };
}
