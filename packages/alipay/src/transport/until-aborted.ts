import { onAbort } from './on-abort.js';

/**
 * Waits for a promise, or until a signal is aborted. The promise goes on; its result or failure no longer matters.
 *
 * @throws the signal's reason
 */
export async function untilAborted<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    stop();
  }
}
