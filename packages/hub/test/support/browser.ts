import type { HubNode } from './hub-world.js';
import { type HubResponse, type RequestOptions, requestHub } from './request-hub.js';

/** Keeps the cookies of a hub, and says as browsers do which page a request comes from. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Every `set-cookie`, as it came. */
  readonly received: string[] = [];
  csrfToken: string | undefined;

  /** From a page of the hub, unless the options say otherwise. */
  async request(node: HubNode, method: string, path: string, options: RequestOptions = {}): Promise<HubResponse> {
    const response = await requestHub(node.address, method, path, {
      key: null,
      ...options,
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(this.csrfToken === undefined ? {} : { 'x-csrf-token': this.csrfToken }),
        ...options.headers,
      },
    });
    this.take(response);
    return response;
  }

  /** Signs in with an API key, or as the proxy says. */
  async signIn(node: HubNode, key?: string, headers: Record<string, string> = {}): Promise<HubResponse> {
    const response = await this.request(node, 'POST', '/v1/session', { body: { ...(key ? { key } : {}) }, headers });
    this.csrfToken = response.json?.csrfToken ?? undefined;
    return response;
  }

  take({ headers }: Pick<HubResponse, 'headers'>): void {
    for (const line of headers.getSetCookie()) {
      this.received.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
