import type { FieldRules } from './check-catalogue.js';
import type { RequestProblem } from './request-problem.js';

const number = /^-?\d+(?:\.(\d+))?$/;

/** What is wrong with a text or a number of the right type: its format, its range, its digits after the point. */
export function checkScalar(
  value: unknown,
  { format, decimals, minimum, maximum }: FieldRules,
  field: string,
  formats: Readonly<Record<string, string>>,
): RequestProblem[] {
  // An empty text stands for a field that is left out.
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return [];
  const text = String(value);
  const problems: RequestProblem[] = [];
  if (format !== undefined && !hasFormat(text, format, formats[format])) {
    problems.push({ field, kind: 'format', expected: format });
  }
  if (decimals === undefined && minimum === undefined && maximum === undefined) return problems;
  const amount = Number(text);
  if (Number.isNaN(amount) || text.trim() !== text) return [...problems, { field, kind: 'format', expected: 'number' }];
  if (decimals !== undefined && (number.exec(text)?.[1]?.length ?? 0) > decimals) {
    problems.push({ field, kind: 'decimals', most: decimals });
  }
  if (amount < (minimum ?? amount) || amount > (maximum ?? amount)) {
    const least = minimum === undefined ? {} : { least: minimum };
    problems.push({ field, kind: 'range', ...least, ...(maximum === undefined ? {} : { most: maximum }) });
  }
  return problems;
}

function hasFormat(text: string, format: string, pattern: string | undefined): boolean {
  if (format === 'json') return isJson(text);
  // Encoders break base64 into lines.
  const written = format === 'base64' ? text.replaceAll(/\s/g, '') : text;
  return pattern === undefined || new RegExp(pattern).test(written);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
