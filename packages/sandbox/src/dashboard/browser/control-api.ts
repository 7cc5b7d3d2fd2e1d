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
export async function callControl<Content>(method: Method, path: string, body?: object): Promise<Content> {
  const response = await fetch(`/sandbox/${path}`, {
    method,
    cache: 'no-store',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const content: unknown = await response.json();
  if (response.ok) return content as Content;
  const { error } = Object(content);
  throw new ControlError(typeof error === 'string' ? error : `the sandbox received ${response.status}`);
}
