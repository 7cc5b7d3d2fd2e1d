import type { ApplicationCredentials, MerchantApplication, RunningSandbox } from '@lingpai/sandbox';
import { merchant } from './merchants.js';
import { queryPath, type RawResponse, rawCall } from './raw-client.js';

export interface Pair {
  readonly app_auth_token: string;
  readonly app_refresh_token: string;
}

/** The calls of the authorization protocol, by the sandbox clock; a response is its members, a refusal its code. */
export class TokenCalls {
  readonly sandbox: RunningSandbox;
  readonly app: ApplicationCredentials;

  constructor(sandbox: RunningSandbox, app: ApplicationCredentials = sandbox.app()) {
    this.sandbox = sandbox;
    this.app = app;
  }

  consent(...merchantApplications: MerchantApplication[]): string {
    return this.sandbox.consent({
      appId: this.app.appId,
      merchantApplications: merchantApplications.length === 0 ? [merchant()] : merchantApplications,
    }).app_auth_code;
  }

  send(fields: Readonly<Record<string, unknown>>): Promise<RawResponse> {
    const timestamp = this.sandbox.state().now;
    return rawCall(this.sandbox.endpoint, this.app, { body: JSON.stringify(fields), timestamp });
  }

  redeem(code: string): Promise<RawResponse> {
    return this.send({ grant_type: 'authorization_code', code });
  }

  refresh(refreshToken: string): Promise<RawResponse> {
    return this.send({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  query(token: string): Promise<RawResponse> {
    const path = `${queryPath}?app_auth_token=${encodeURIComponent(token)}`;
    return rawCall(this.sandbox.endpoint, this.app, { method: 'GET', path, timestamp: this.sandbox.state().now });
  }

  /** `valid`, `invalid`, or the code of the refusal. */
  async status(token: string): Promise<unknown> {
    const { json } = await this.query(token);
    return json.status ?? json.code;
  }

  /** Consents and redeems. */
  async obtain(...merchantApplications: MerchantApplication[]): Promise<Pair> {
    return pairOf(await this.redeem(this.consent(...merchantApplications)));
  }
}

export function pairOf({ json, text }: RawResponse): Pair {
  const { app_auth_token, app_refresh_token } = json;
  if (typeof app_auth_token !== 'string' || typeof app_refresh_token !== 'string') throw new Error(text);
  return { app_auth_token, app_refresh_token };
}
