import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { HubContext } from '../context/hub-context.js';
import { HubError } from '../problems/hub-error.js';
import type { ProviderState } from './provider-state.js';
import { actorId } from './session-store.js';
import type { NamedPerson } from './sign-in.js';

type OidcSettings = NonNullable<HubContext['settings']['session']['oidc']>;

/** The OpenID provider: authorization code with PKCE. */
export class IdentityProvider {
  readonly #context: HubContext;
  readonly #settings: OidcSettings;
  #configuration: Promise<Configuration> | undefined;

  constructor(context: HubContext, settings: OidcSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  /** Where to send the browser, and what it has to keep meanwhile. */
  async begin(): Promise<{ readonly url: URL; readonly kept: Omit<ProviderState, 'returnTo' | 'startedAt'> }> {
    const kept = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(await this.#discovered(), {
      redirect_uri: this.#redirectUri,
      scope: this.#settings.scope,
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
    });
    return { url, kept };
  }

  /** @param query with which the browser came back @throws HubError */
  async end(query: string, { state, nonce, verifier }: ProviderState): Promise<NamedPerson> {
    const configuration = await this.#discovered();
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(`${this.#redirectUri}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const fields = tokens.claims();
      if (fields !== undefined) return this.#personOf(fields);
    } catch (cause) {
      throw new HubError('sign-in-failed', 'the provider did not confirm who the person is', { cause });
    }
    throw new HubError('sign-in-failed', 'the provider sent no ID token');
  }

  get #redirectUri(): string {
    return `${this.#context.settings.publicUrl}/v1/session/oidc/callback`;
  }

  /** A provider that does not respond keeps the hub from nothing else, and is asked again by the next sign-in. */
  async #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const isPlain = issuer.startsWith('http:');
    this.#configuration ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: 10,
      ...(isPlain ? { execute: [allowInsecureRequests] } : {}),
    });
    try {
      return await this.#configuration;
    } catch (cause) {
      this.#configuration = undefined;
      throw new HubError('sign-in-failed', 'the OpenID provider does not respond as one', { cause });
    }
  }

  #personOf(fields: IDToken): NamedPerson {
    const { iss, sub, name, preferred_username: username, email } = fields;
    const shown = [name, username, email, sub].find((text) => typeof text === 'string' && text !== '');
    const value = this.#settings.rolesField
      .split('.')
      .reduce<unknown>(
        (parent, part) => (Object.hasOwn(Object(parent), part) ? Object(parent)[part] : undefined),
        fields,
      );
    return {
      method: 'oidc',
      actor: actorId(iss, sub),
      name: String(shown).slice(0, 200),
      roles: [value].flat().filter((role) => typeof role === 'string'),
    };
  }
}
