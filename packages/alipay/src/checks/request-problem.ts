/**
 * What is wrong with a field of a request:
 * - `missing`: it is required, perhaps because of what `others` hold;
 * - `none-of`: none of the field and `others` is sent, and at least one is required;
 * - `together`: it is sent together with `others`, which it excludes;
 * - `unknown`: there is no such field, perhaps it is `suggestion` misspelt;
 * - `type`: another type than the `expected` one, `found` in JSON;
 * - `format`: not written as `expected`;
 * - `decimals`: more digits after the point than `most`;
 * - `range`: less than `least` or more than `most`;
 * - `depth`: nested too deeply.
 */
export type RequestProblemKind =
  | 'missing'
  | 'none-of'
  | 'together'
  | 'unknown'
  | 'type'
  | 'format'
  | 'decimals'
  | 'range'
  | 'depth';

/** A field of a request that is wrong; it holds no value of the request. */
export interface RequestProblem {
  /** Its path: `goods_detail[0].quantity`; empty for the whole body. */
  readonly field: string;
  readonly kind: RequestProblemKind;
  /** Paths of the other fields that the problem is about. */
  readonly others?: readonly string[];
  readonly suggestion?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly least?: number;
  readonly most?: number;
}

const formats: Readonly<Record<string, string>> = {
  duration: 'a duration such as 90m, 2h or 1d',
  json: 'JSON',
  number: 'a number',
  'query-string': 'a query such as name=value',
};

/** Names come from the caller and can have any length and any character. */
const shown = (field: string) => {
  const text = field.length > 200 ? `${field.slice(0, 200)}…` : field;
  return text.replaceAll(/[^\p{L}\p{N}_.[\]$…-]/gu, '?');
};

/** One problem in English: the field, then what is wrong. */
export function describeProblem(problem: RequestProblem): string {
  const { field, kind, others = [], suggestion, expected, found, least, most } = problem;
  const texts: Readonly<Record<RequestProblemKind, string>> = {
    missing: others.length === 0 ? 'it is required' : `what is sent in ${others.join(', ')} requires it`,
    'none-of': `it or ${others.join(', or ')} is required`,
    together: `it is not sent together with ${others.join(', ')}`,
    unknown: `there is no such parameter${suggestion === undefined ? '' : `; is it ${suggestion}?`}`,
    type: `expected ${expected}${found === undefined ? '' : `, found ${found}`}`,
    format: `expected ${formats[expected ?? ''] ?? expected}`,
    decimals: `expected at most ${most} digits after the point`,
    range: `expected ${[least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`].filter(Boolean).join(' and ')}`,
    depth: 'it is nested too deeply',
  };
  return `${field === '' ? 'the body' : shown(field)}: ${texts[kind]}`;
}
