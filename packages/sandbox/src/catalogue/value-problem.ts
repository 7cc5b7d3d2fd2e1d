/** A problem of a value, and its place. */
export interface ValueProblem {
  /** As one would write it: `goods_detail[0].quantity`; empty for the whole. */
  readonly field: string;
  readonly kind: 'unknown' | 'missing' | 'type' | 'value' | 'depth';
  /** With `type` and `value`. */
  readonly expected?: string;
  /** With `type`. */
  readonly found?: string;
}

const chineseTypes: Readonly<Record<string, string>> = {
  object: '对象',
  array: '数组',
  string: '字符串',
  integer: '整数',
  number: '数字',
  boolean: '布尔值',
  file: '文件',
  null: 'null',
};

export const inChinese = (type = ''): string => chineseTypes[type] ?? type;

/** Names come from the request and can have any length. */
export const shown = (field: string): string => (field.length > 200 ? `${field.slice(0, 200)}…` : field);

/** The gateway's message. */
export function problemMessage({ field: whole, kind, expected, found }: ValueProblem): string {
  const field = whole === '' ? '请求体' : shown(whole);
  const texts = {
    unknown: `${field}不是该接口的参数`,
    missing: `${field}不能为空`,
    type: `${field}应为${inChinese(expected)}${found === undefined ? '' : `，实际为${inChinese(found)}`}`,
    value: `${field}应为${expected}`,
    depth: `${field}嵌套过深`,
  };
  return `参数有误：${texts[kind]}`;
}

/** The control API's message. */
export function describeProblem({ field, kind, expected, found }: ValueProblem): string {
  const texts = {
    unknown: 'no such field',
    missing: 'missing',
    type: `expected ${expected}${found === undefined ? '' : `, found ${found}`}`,
    value: `expected ${expected}`,
    depth: 'nested too deeply',
  };
  return `${shown(field)}: ${texts[kind]}`;
}
