import type { RequestProblem } from '../checks/request-problem.js';
import { brandClass } from '../class-brand.js';

/** A call that Alipay would certainly refuse; a client with `checks: true` does not make it. */
export class AlipayParameterError extends TypeError {
  /** Alipay's name of the operation. */
  readonly operation: string;
  /** Every field that is wrong, in the order of the checks. */
  readonly problems: readonly RequestProblem[];

  static {
    brandClass(AlipayParameterError, 'AlipayParameterError');
    AlipayParameterError.prototype.name = 'AlipayParameterError';
  }

  constructor(message: string, operation: string, problems: readonly RequestProblem[]) {
    super(message);
    this.operation = operation;
    this.problems = problems;
  }
}
