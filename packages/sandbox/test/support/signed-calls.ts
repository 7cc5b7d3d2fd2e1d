import type { ApplicationCredentials, RunningSandbox } from '@lingpai/sandbox';
import { type RawCall, type RawResponse, rawCall } from './raw-client.js';

/** Calls an operation with a JSON body, correctly signed. */
export function callJson(
  sandbox: RunningSandbox,
  method: string,
  path: string,
  body?: unknown,
  call: RawCall & { readonly app?: ApplicationCredentials } = {},
): Promise<RawResponse> {
  const { app = sandbox.app(), ...rest } = call;
  const text = body === undefined ? '' : JSON.stringify(body);
  const timestamp = sandbox.state().now;
  return rawCall(sandbox.endpoint, app, { method, path, body: text, timestamp, ...rest });
}
