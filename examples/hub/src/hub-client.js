/** Requests to the hub with an API key, as a program in any language makes them. */
export class HubClient {
  #key;

  /** @param {string} address @param {string} key */
  constructor(address, key) {
    this.address = address;
    this.#key = key;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>} the document that the hub responds with
   */
  async request(method, path, body) {
    const { status, document } = await this.send(method, path, body);
    if (status < 400) return document;
    throw new Error(`the hub responded to ${method} ${path} with ${status}, ${document.detail ?? document.code}`);
  }

  /**
   * Also returns what was refused.
   *
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async send(method, path, body) {
    const authorization = `Bearer ${this.#key}`;
    const content =
      body === undefined
        ? { headers: { authorization } }
        : { headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(this.address + path, { method, ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, document: text === '' ? {} : JSON.parse(text) };
  }
}
