import type { Application } from '../applications/application.js';
import { isRegistered } from '../applications/application-addresses.js';
import { type MerchantKind, merchantKinds } from '../lifecycle/authorization.js';
import type { Sandbox } from '../sandbox.js';
import { PageError } from './page-error.js';

/** `one` merchant application, a `batch` of them, or the login of a `user`. */
export type ConsentKind = 'one' | 'batch' | 'user';

/** What a consent page was asked for, checked. */
export interface ConsentRequest {
  readonly kind: ConsentKind;
  readonly appId: string;
  /** Registered with the application. */
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** The kinds of merchant applications that may be chosen. */
  readonly types: readonly MerchantKind[];
  /** What a user is asked for. */
  readonly scopes: readonly string[];
}

const longestState = 2048;
const longestScope = 256;

/** @throws PageError naming the parameter that is wrong */
export function readConsentRequest(kind: ConsentKind, query: URLSearchParams, sandbox: Sandbox): ConsentRequest {
  const application = readApplication(kind, query, sandbox);
  return Object.freeze({
    kind,
    appId: application.appId,
    redirectUri: checkRedirectUri(required(query, 'redirect_uri'), application),
    state: readState(query, sandbox.settings.stateForm),
    types: kind === 'user' ? [] : readTypes(query, kind),
    scopes: kind === 'user' ? readScopes(query) : [],
  });
}

/** An application may have changed its addresses since. @throws PageError */
export function checkRedirectUri(redirectUri: string, { appId, redirectUris }: Application): string {
  if (isRegistered(redirectUri, redirectUris)) return redirectUri;
  throw new PageError(
    'redirect_uri',
    `redirect_uri is not registered for the application ${appId}: it has to be one of its redirect URIs, character by character`,
    'redirect_uri与应用配置的授权回调地址不一致',
  );
}

function readApplication(kind: ConsentKind, query: URLSearchParams, { applications }: Sandbox): Application {
  const appId = required(query, 'app_id');
  const application = applications.find(appId);
  if (application === undefined) {
    throw new PageError('app_id', 'app_id: there is no such application', 'app_id无效，应用不存在');
  }
  if (kind !== 'user' && !application.isv) {
    throw new PageError('app_id', 'app_id: not a third-party application (ISV)', '应用不是第三方应用（ISV）');
  }
  return application;
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw new PageError(name, `${name} comes more than once`, `参数${name}重复`);
  return values[0] === '' ? undefined : values[0];
}

function required(query: URLSearchParams, name: string): string {
  const value = single(query, name);
  if (value === undefined) throw new PageError(name, `${name} is missing`, `缺少参数${name}`);
  return value;
}

function readState(query: URLSearchParams, form: 'any' | 'base64'): string | undefined {
  const state = single(query, 'state');
  if (state === undefined) return undefined;
  if (state.length > longestState || /\p{Cc}/u.test(state)) {
    throw new PageError('state', `state: expected at most ${longestState} characters of plain text`, 'state参数有误');
  }
  if (form === 'base64' && !/^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2,3}={0,2})?$/.test(state)) {
    throw new PageError('state', 'state: expected base64, as invitations need it', 'state须为base64编码');
  }
  return state;
}

function readTypes(query: URLSearchParams, kind: ConsentKind): readonly MerchantKind[] {
  const text = kind === 'batch' ? required(query, 'application_type') : single(query, 'application_type');
  if (text === undefined) return merchantKinds;
  const names = text.split(',');
  const types = merchantKinds.filter((type) => names.includes(type));
  const unknown = names.find((name) => !types.some((type) => type === name));
  if (unknown === undefined) return types;
  throw new PageError(
    'application_type',
    `application_type: "${unknown}" is none of ${merchantKinds.join(', ')}`,
    'application_type参数有误',
  );
}

function readScopes(query: URLSearchParams): string[] {
  const text = required(query, 'scope');
  const scopes = text.split(',');
  if (text.length <= longestScope && scopes.every((scope) => /^[a-z][\w:]*$/.test(scope))) return scopes;
  throw new PageError('scope', 'scope: expected scopes such as auth_user, separated by commas', 'scope参数有误');
}
