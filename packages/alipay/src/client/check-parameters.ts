import type { RequestProblem } from '../checks/request-problem.js';
import { AlipayParameterError } from '../errors/alipay-parameter-error.js';
import { jsonText } from './json-text.js';
import type { WireRequest } from './wire-request.js';

/** What the checks know is large, so it is loaded with the first call that is checked. */
const loadChecks = () => import('../checks/index.js');

/**
 * Checks a catalogued call as it is about to be sent.
 *
 * @throws AlipayParameterError naming every field that is wrong
 */
export async function checkWireRequest(wire: WireRequest): Promise<void> {
  const { operation, pathAndQuery, pathValues, content, files } = wire;
  if (operation === undefined) return;
  const { checkRequest, describeProblem } = await loadChecks();
  const [, query = ''] = pathAndQuery.split('?', 2);
  const problems = checkRequest(operation, {
    parameters: new Map([...pathValues, ...new URLSearchParams(query)]),
    body: content === undefined ? undefined : JSON.parse(content),
    files: files?.map(({ name }) => name) ?? [],
    bodyPath: files === undefined ? '' : 'data',
  });
  refuse(operation, problems, describeProblem);
}

/**
 * Checks the `biz_content` of a method of the v2 gateway.
 *
 * @throws AlipayParameterError naming every field that is wrong
 */
export async function checkExecution(method: string, bizContent: object | undefined): Promise<void> {
  const { checkBizContent, describeProblem } = await loadChecks();
  const sent: unknown = bizContent === undefined ? undefined : JSON.parse(jsonText(bizContent, 'bizContent'));
  refuse(method, checkBizContent(method, sent), describeProblem);
}

function refuse(
  operation: string,
  problems: readonly RequestProblem[],
  describe: (problem: RequestProblem) => string,
): void {
  if (problems.length === 0) return;
  throw new AlipayParameterError(`${operation}: ${problems.map(describe).join('; ')}`, operation, problems);
}
