import { AlipayApiError, AlipayTimeoutError } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { problemOf } from '../../src/problems/problem-of.js';
import { callProblem } from '../../src/proxy/call-problem.js';

it('an error without a signature is a problem that says its code, and nothing else of it', () => {
  const error = new AlipayApiError({ status: 403, code: 'isv.forged', message: 'send your key to …', verified: false });
  expect(callProblem(error)).toMatchObject({
    code: 'alipay-unverified',
    message: "the response is an error without Alipay's signature, so it is not passed on",
    members: { outcome: 'unknown', alipayStatus: 403, alipayCode: 'isv.forged' },
  });
});

it.each(['not-sent', 'unknown'] as const)('a time-out says whether Alipay may have acted (%s)', (outcome) => {
  const problem = problemOf(callProblem(new AlipayTimeoutError(30_000, outcome)));
  expect(problem).toMatchObject({ code: 'timeout', members: { outcome } });
});
