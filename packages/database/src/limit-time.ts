/** The code of an error for what took too long. */
export const timeoutCode = 'LINGPAI_TIMEOUT';

/** Waits for at most so many milliseconds. What takes longer is abandoned: `onTimeout` cleans up after it. */
export async function limitTime<T>(work: Promise<T>, milliseconds: number, onTimeout: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onTimeout();
      reject(timeoutError(milliseconds));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    // When it is abandoned, nobody else listens to it.
    work.catch(() => undefined);
  }
}

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === timeoutCode;
}

function timeoutError(milliseconds: number): Error {
  return Object.assign(new Error(`there was no response within ${milliseconds} ms`), { code: timeoutCode });
}
