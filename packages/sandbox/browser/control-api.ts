/** What the control API said when it refused. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Calls the control API.
 *
 * @throws ControlError with what the sandbox said; TypeError when it cannot be reached
 */
export async function callControl<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`/sandbox/${path}`, {
    method,
    cache: 'no-store',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as Answer;
  const { error } = Object(answer);
  throw new ControlError(typeof error === 'string' ? error : `the sandbox answered ${response.status}`);
}
