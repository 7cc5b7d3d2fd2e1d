import type { Refusal } from '../refusal.js';

/** The members of a v2 error response. */
export interface V2Failure {
  readonly code: string;
  readonly msg: string;
  readonly sub_code: string;
  readonly sub_msg: string;
}

interface Group {
  readonly code: string;
  readonly msg: string;
  /** Prefix of v3's code for the same error. */
  readonly prefix: string;
  readonly matches: RegExp;
}

/** Source: https://opendocs.alipay.com/common/02km9f; the first match applies. */
const groups: readonly Group[] = [
  { code: '40004', msg: 'Business Failed', prefix: '', matches: /^[A-Z][A-Z0-9_.]*$/ },
  { code: '40002', msg: 'Invalid Arguments', prefix: '', matches: /^(isv|isp|aop)\./ },
  { code: '20000', msg: 'Service Currently Unavailable', prefix: 'isp.', matches: /^unknow-error$/ },
  {
    code: '20001',
    msg: 'Insufficient Token Permissions',
    prefix: 'aop.',
    matches: /^(invalid-(app-)?auth-token|(app-)?auth-token-time-out)/,
  },
  { code: '40001', msg: 'Missing Required Arguments', prefix: 'isv.', matches: /^missing-/ },
  { code: '40006', msg: 'Insufficient Permissions', prefix: 'isv.', matches: /^(insufficient-|invalid-app-auth-rel)/ },
  { code: '40002', msg: 'Invalid Arguments', prefix: 'isv.', matches: /^/ },
];

/** The v2 gateway's response to a refusal. */
export function v2Failure({ code, message }: Refusal): V2Failure {
  const group = groups.find(({ matches }) => matches.test(code));
  return { code: group?.code ?? '', msg: group?.msg ?? '', sub_code: `${group?.prefix}${code}`, sub_msg: message };
}
