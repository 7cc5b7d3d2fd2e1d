import Papa from 'papaparse';

/** A row of a CSV file, with the number that a spreadsheet shows at its side. */
export interface CsvRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** What a CSV file holds. */
export interface CsvContent {
  /** Without empty ones. */
  readonly rows: readonly CsvRow[];
  /** The row in which a quotation mark has no counterpart; what follows it cannot be read. */
  readonly unclosedQuote: number | undefined;
}

/** Separators that spreadsheets write, and those of cells that were copied. */
const delimiters = [',', '\t', ';'];

/** Reads CSV (RFC 4180), separated by commas, tabs or semicolons. Spaces around a cell are left out. */
export function readCsv(text: string): CsvContent {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: delimiterOf(text) });
  const rows = data
    .map((cells, index) => ({ number: index + 1, cells: cells.map(cellOf) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const broken = errors.find(({ type }) => type === 'Quotes')?.row;
  return { rows, unclosedQuote: broken === undefined ? undefined : broken + 1 };
}

/** The one that the headings are separated by. */
function delimiterOf(text: string): string {
  const [heading = ''] = text.trimStart().split(/[\r\n]/, 1);
  return delimiters.find((delimiter) => heading.includes(delimiter)) ?? ',';
}

/** `csvLine` puts an apostrophe before what a spreadsheet would take for a formula. */
const cellOf = (cell: string) => cell.trim().replace(/^'(?=[=+\-@])/, '');
