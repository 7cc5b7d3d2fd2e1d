import { catalogue, servedOperation } from '../catalogue/catalogue.js';
import type { CataloguedOperation } from '../catalogue/catalogued-operation.js';
import { checkValue } from '../catalogue/check-value.js';
import { describeProblem } from '../catalogue/value-problem.js';
import { SandboxError } from '../sandbox-error.js';
import type { Stub, StubInForce } from './stub.js';

/** The stubs, one per operation. */
export class StubList {
  readonly #stubs = new Map<string, StubInForce>();

  /** Sets or replaces an operation's stub. @throws SandboxError naming the field that is wrong */
  set(operationId: string, response: Stub): StubInForce {
    const operation = servedOperation(operationId);
    if (operation === undefined) throw unknownOperation(operationId);
    const { status = 200, body, times } = response;
    checkNumbers(status, times);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new SandboxError('invalid', 'body: expected an object');
    }
    const copy = copyOf(body);
    if (response.unchecked !== true) checkBody(operation, status, copy);
    const inForce = Object.freeze({ operationId, status, body: copy, remaining: times ?? null });
    this.#stubs.set(operationId, inForce);
    return inForce;
  }

  /** @returns whether there was one @throws SandboxError when there is no such operation */
  remove(operationId: string): boolean {
    if (servedOperation(operationId) === undefined) throw unknownOperation(operationId);
    return this.#stubs.delete(operationId);
  }

  list(): StubInForce[] {
    return [...this.#stubs.values()];
  }

  has(operationId: string): boolean {
    return this.#stubs.has(operationId);
  }

  get isEmpty(): boolean {
    return this.#stubs.size === 0;
  }

  /** Finds the operation's stub and counts it down. */
  take(operationId: string): StubInForce | undefined {
    const response = this.#stubs.get(operationId);
    if (response === undefined || response.remaining === null) return response;
    if (response.remaining <= 1) this.#stubs.delete(operationId);
    else this.#stubs.set(operationId, Object.freeze({ ...response, remaining: response.remaining - 1 }));
    return response;
  }
}

function unknownOperation(operationId: string): SandboxError {
  return new SandboxError('unknown', `operationId: there is no operation "${operationId}"`);
}

function checkNumbers(status: number, times: number | undefined): void {
  if (!Number.isSafeInteger(status) || status < 200 || status > 599) {
    throw new SandboxError('invalid', 'status: expected an HTTP status, 200 to 599');
  }
  if (times !== undefined && !(Number.isSafeInteger(times) && times >= 1)) {
    throw new SandboxError('invalid', 'times: expected a whole number, 1 or more');
  }
}

/** A copy, as it will be on the wire. */
function copyOf(body: object): object {
  try {
    return JSON.parse(JSON.stringify(body));
  } catch {
    throw new SandboxError('invalid', 'body: it cannot be written as JSON');
  }
}

function checkBody({ response, errors }: CataloguedOperation, status: number, body: object): void {
  const { schemas } = catalogue();
  // `links` is catalogued as text, and is a list in practice.
  const { links: _, ...error } = { links: undefined, ...body };
  const problem =
    status < 400 ? checkValue(body, response, schemas, 'body') : checkValue(error, { anyOf: errors }, schemas, 'body');
  if (problem !== undefined) throw new SandboxError('invalid', describeProblem(problem));
}
