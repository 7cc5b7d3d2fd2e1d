import { type GatewayProblem, requestProblemText } from '../../catalogue/request-problem-text.js';
import { Refusal } from '../../refusal.js';
import type { SandboxSettings } from '../../settings/sandbox-settings.js';

/** What no gateway could read into the fields of the operation. */
const structural: ReadonlySet<string> = new Set(['type', 'unknown', 'depth', 'repeated']);

/** Longer messages say no more to their reader. */
const mostShown = 20;

/** How operations call a wrong parameter; one of them spells it so. */
const ownCode = /^(?:ACQ\.)?(?:(?:INVALID|ILLEGAL)_PARAM(?:ETER|S)?|INVAILID_ARGUMENTS)$/;

/** What an operation says of its parameters: the code of its own that it lists, else the gateway's. */
export function parameterCode(codes: readonly string[]): string {
  return codes.find((code) => ownCode.test(code)) ?? 'invalid-parameter';
}

/** Whether the settings let a problem pass. */
export function isRefused({ kind }: GatewayProblem, { strict, unknownFields }: SandboxSettings): boolean {
  if (kind === 'unknown') return unknownFields === 'refuse';
  return strict || structural.has(kind);
}

/**
 * Refuses a request for all its problems at once: with the gateway's code where one of them is structural, else with the
 * operation's own.
 *
 * @throws Refusal unless there are no problems
 */
export function refuseProblems(problems: readonly GatewayProblem[], ownCode: string): void {
  if (problems.length === 0) return;
  const code = problems.some(({ kind }) => structural.has(kind)) ? 'invalid-parameter' : ownCode;
  const more = problems.length > mostShown ? [`另有${problems.length - mostShown}处`] : [];
  const texts = [...problems.slice(0, mostShown).map(requestProblemText), ...more];
  throw new Refusal(code, `${code === 'ACQ.INVALID_PARAMETER' ? '参数无效' : '参数有误'}：${texts.join('；')}`);
}
