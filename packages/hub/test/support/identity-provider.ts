import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** Who signs in at the provider next. */
export interface Person {
  readonly sub: string;
  readonly [field: string]: unknown;
}

interface Grant {
  readonly person: Person;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

export const client = { id: 'hub', secret: 'the-secret-of-the-client' };

/** A small OpenID provider: authorization code with PKCE, one RSA key, and a person who is signed in there already. */
export class TestIdentityProvider implements AsyncDisposable {
  person: Person = { sub: 'ada', name: 'Ada', roles: ['admin'] };
  /** Fields of the ID token that differ from what they have to be. */
  wrong: Readonly<Record<string, unknown>> = {};
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #grants = new Map<string, Grant>();
  readonly #server: Server;
  readonly issuer: string;

  private constructor(server: Server, issuer: string) {
    this.#server = server;
    this.issuer = issuer;
    server.on('request', async (request, response) => {
      const [status, headers, body] = await this.#respond(request);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  }

  static async start(): Promise<TestIdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestIdentityProvider(server, `http://127.0.0.1:${Object(server.address()).port}`);
  }

  async #respond(request: IncomingMessage): Promise<[number, Record<string, string>, unknown]> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.issuer);
    if (pathname === '/.well-known/openid-configuration') return [200, {}, this.#metadata()];
    if (pathname === '/keys') return [200, {}, { keys: [this.#publicKey()] }];
    if (pathname === '/authorize') return [302, { location: this.#authorize(searchParams) }, {}];
    if (pathname === '/token') return this.#token(request);
    return [404, {}, {}];
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  #publicKey(): object {
    return { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  }

  #authorize(query: URLSearchParams): string {
    const of = (name: string) => query.get(name) ?? '';
    if (of('client_id') !== client.id || of('code_challenge_method') !== 'S256') throw new Error('not what a hub asks');
    const code = randomBytes(16).toString('hex');
    const redirectUri = of('redirect_uri');
    const grant = { person: this.person, nonce: of('nonce'), challenge: of('code_challenge'), redirectUri };
    this.#grants.set(code, grant);
    return `${redirectUri}?${new URLSearchParams({ code, state: of('state') })}`;
  }

  async #token(request: IncomingMessage): Promise<[number, Record<string, string>, unknown]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const grant = this.#grants.get(form.get('code') ?? '');
    this.#grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isClient = form.get('client_id') === client.id && form.get('client_secret') === client.secret;
    if (!isClient || grant?.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) {
      return [400, {}, { error: 'invalid_grant' }];
    }
    const now = Math.floor(Date.now() / 1_000);
    const { person, nonce } = grant;
    const fields = { iss: this.issuer, aud: client.id, iat: now, exp: now + 300, nonce, ...person, ...this.wrong };
    const token = signed(fields, this.#keys.privateKey);
    return [200, {}, { access_token: 'not-used', token_type: 'Bearer', id_token: token }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function signed(fields: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part(fields)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
