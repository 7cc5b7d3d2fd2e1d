import { redactMessage } from './redact-message.js';

/**
 * What may be kept of an error of the network or of a transport. Others hold bytes of the response (`rawPacket`,
 * `data`) or the whole request (`config`).
 */
const keptFields = ['code', 'errno', 'syscall', 'address', 'port', 'hostname', 'reason'] as const;
const maxDepth = 3;
const none: ReadonlySet<string> = new Set();

/** Copies an error without anything that could hold a secret or a body; `undefined` when it is not an error. */
export function safeCause(cause: unknown, depth = 0): Error | undefined {
  if (!(cause instanceof Error) || depth > maxDepth) return undefined;
  const nested = safeCause(cause.cause, depth + 1);
  const copy = new Error(redactMessage(cause.message, none), nested && { cause: nested });
  Object.defineProperty(copy, 'name', { value: cause.name, configurable: true });
  for (const field of keptFields) {
    const value: unknown = Reflect.get(cause, field);
    if (typeof value === 'string' || typeof value === 'number') Object.assign(copy, { [field]: value });
  }
  if (cause instanceof AggregateError) {
    Object.assign(copy, { errors: cause.errors.map((error: unknown) => safeCause(error, depth + 1)) });
  }
  copy.stack = `${copy.name}: ${copy.message}${framesOf(cause)}`;
  return copy;
}

function framesOf({ stack = '' }: Error): string {
  const frames = stack.search(/\n {4}at /);
  return frames === -1 ? '' : stack.slice(frames);
}
