import { HubProblem } from '@lingpai/hub-client';
import { isUnreachable } from '../api/hub-problem.js';
import { isKnownProblem, useProblemTexts } from '../messages/problems.js';

/** Says in one sentence why a request failed. */
export function useProblemText(): (error: unknown) => string {
  const text = useProblemTexts();
  return (error) => {
    if (isUnreachable(error)) return text('unreachable');
    if (!(error instanceof HubProblem)) return error instanceof Error ? error.message : String(error);
    const { code, detail, status } = error;
    if (code === undefined) return text('foreign', { status });
    return isKnownProblem(code) ? text(code) : detail;
  };
}
