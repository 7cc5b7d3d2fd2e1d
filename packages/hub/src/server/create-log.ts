import { AlipayError } from '@lingpai/alipay';
import { DatabaseError } from '@lingpai/database';
import { VaultError } from '@lingpai/vault';
import { type DestinationStream, type Logger, pino } from 'pino';
import { SettingsError } from '../config/settings-error.js';
import { HubError } from '../problems/hub-error.js';

/** Errors whose messages never hold a secret. */
const known = [HubError, VaultError, DatabaseError, AlipayError, SettingsError];

/** A log of JSON lines. Requests and responses are logged by `followRequests` alone, and errors without what they may quote. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { name: 'lingpai' },
    serializers: { err: safeError, req: () => undefined, res: () => undefined },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface SafeError {
  readonly type: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly stack?: string;
  readonly cause?: SafeError;
}

/** An error of other software keeps its type, code and stack; its message may quote anything. */
function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, code, message, stack, cause } = error as Error & { readonly code?: unknown };
  const isKnown = known.some((type) => error instanceof type);
  return {
    type: name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(isKnown ? { message } : { stack: framesOf(stack) }),
    ...(cause !== undefined && depth < 4 ? { cause: safeError(cause, depth + 1) } : {}),
  };
}

/** The stack without its first lines, which repeat the message. */
function framesOf(stack = ''): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
