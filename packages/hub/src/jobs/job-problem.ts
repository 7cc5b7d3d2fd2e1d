import { isDatabaseError } from '@lingpai/database';
import { isVaultError } from '@lingpai/vault';
import { problemOf } from '../problems/problem-of.js';

/** Whether what keeps a job from going on passes by itself, and says nothing about an item. */
export function isPassing(error: unknown): boolean {
  if (isDatabaseError(error)) return true;
  return isVaultError(error, ['database', 'circuit-open', 'clock-skew', 'closed', 'unknown-application']);
}

/** Why a job waits or has failed, for people and programs. */
export function jobProblem(error: unknown): { readonly problem: string; readonly problem_detail: string } {
  if (isVaultError(error)) return { problem: error.code, problem_detail: error.message };
  const { code, message } = problemOf(error);
  return { problem: code, problem_detail: message };
}
