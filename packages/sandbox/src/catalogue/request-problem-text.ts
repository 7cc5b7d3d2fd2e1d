import type { RequestProblem, RequestProblemKind } from '@lingpai/alipay';
import { inChinese, shown } from './value-problem.js';

/** A problem of a request, the gateway's own included. */
export type GatewayProblem = RequestProblem | { readonly field: string; readonly kind: 'repeated' };

/** What is wrong with a field, as the gateway's messages say it. */
export function requestProblemText(problem: GatewayProblem): string {
  const field = problem.field === '' ? '请求体' : shown(problem.field);
  return problem.kind === 'repeated' ? `${field}重复` : texts[problem.kind](field, problem);
}

const formats: Readonly<Record<string, string>> = {
  duration: '时长，如90m、2h、1d',
  'query-string': '参数名=参数值&参数名=参数值',
};

const texts: Readonly<Record<RequestProblemKind, (field: string, problem: RequestProblem) => string>> = {
  missing: (field, { others = [] }) => `${others.length === 0 ? '' : `根据${others.join('、')}，`}${field}不能为空`,
  'none-of': (field, { others = [] }) => `${inOneSentence([field, ...others])}不能同时为空`,
  together: (field, { others = [] }) => `${inOneSentence([field, ...others])}不能同时传入`,
  unknown: (field) => `${field}不是该接口的参数`,
  type: (field, { expected, found }) =>
    `${field}应为${inChinese(expected)}${found === undefined ? '' : `，实际为${inChinese(found)}`}`,
  format: (field, { expected = '' }) => `${field}的格式应为${formats[expected] ?? inChinese(expected)}`,
  decimals: (field, { most }) => `${field}最多${most}位小数`,
  range: (field, { least, most }) => {
    if (least === undefined) return `${field}不能大于${most}`;
    return most === undefined ? `${field}不能小于${least}` : `${field}应在${least}到${most}之间`;
  },
  depth: (field) => `${field}嵌套过深`,
};

function inOneSentence(fields: readonly string[]): string {
  return [fields.slice(0, -1).join('、'), ...fields.slice(-1)].join('和');
}
