import { type ApplicationKind, applicationKinds } from '@lingpai/alipay';
import type { Application } from '../applications/application.js';
import { isRegistered } from '../applications/application-addresses.js';
import type { Sandbox } from '../sandbox.js';
import { appointedNames, oauthNames, type ParameterNames, readAppointedLink } from './appointed-link.js';
import { PageError } from './page-error.js';

/** The `base` application of a merchant, a `batch` of applications, `appointed` ones, or the login of a `user`. */
export type ConsentKind = 'base' | 'batch' | 'appointed' | 'user';

/** The checked parameters of a consent link. */
export interface ConsentRequest {
  readonly kind: ConsentKind;
  readonly appId: string;
  /** Registered with the application. */
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** The kinds of merchant applications that may be chosen. */
  readonly types: readonly ApplicationKind[];
  /** The scopes that the application requests from a user. */
  readonly scopes: readonly string[];
}

const longestState = 2048;
const longestScope = 256;

/** @throws PageError naming the parameter that is wrong */
export function readConsentRequest(kind: ConsentKind, link: URLSearchParams, sandbox: Sandbox): ConsentRequest {
  const isAppointed = kind === 'appointed';
  const names = isAppointed ? appointedNames : oauthNames;
  const query = isAppointed ? readAppointedLink(link) : link;
  const application = readApplication({ kind, query, name: names.appId }, sandbox);
  return Object.freeze({
    kind,
    appId: application.appId,
    redirectUri: checkRedirectUri(required(query, names.redirectUri), application, names),
    state: readState(query, sandbox.settings.stateForm),
    types: readTypes(query, kind, names.types),
    scopes: kind === 'user' ? readScopes(query) : [],
  });
}

/** An application may have changed its addresses since. @throws PageError */
export function checkRedirectUri(
  redirectUri: string,
  { appId, redirectUris }: Application,
  { redirectUri: name }: ParameterNames = oauthNames,
): string {
  if (isRegistered(redirectUri, redirectUris)) return redirectUri;
  throw new PageError(
    name,
    `${name} is not registered for the application ${appId}: it has to be one of its redirect URIs, character by character`,
    `${name}与应用配置的授权回调地址不一致`,
  );
}

interface ApplicationParameter {
  readonly kind: ConsentKind;
  readonly query: URLSearchParams;
  readonly name: string;
}

function readApplication({ kind, query, name }: ApplicationParameter, { applications }: Sandbox): Application {
  const appId = required(query, name);
  const application = applications.find(appId);
  if (application === undefined) {
    throw new PageError(name, `${name}: there is no such application`, `${name}无效，应用不存在`);
  }
  if (kind !== 'user' && !application.isv) {
    throw new PageError(name, `${name}: not a third-party application (ISV)`, '应用不是第三方应用（ISV）');
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

function readTypes(query: URLSearchParams, kind: ConsentKind, name: string): readonly ApplicationKind[] {
  if (kind === 'user') return [];
  if (kind === 'base') return ['BASEAPP'];
  const text = required(query, name);
  const names = text.split(',');
  const types = applicationKinds.filter((type) => names.includes(type));
  const unknown = names.find((one) => !types.some((type) => type === one));
  if (unknown === undefined) return types;
  throw new PageError(name, `${name}: "${unknown}" is not one of ${applicationKinds.join(', ')}`, `${name}参数有误`);
}

function readScopes(query: URLSearchParams): string[] {
  const text = required(query, 'scope');
  const scopes = text.split(',');
  if (text.length <= longestScope && scopes.every((scope) => /^[a-z][\w:]*$/.test(scope))) return scopes;
  throw new PageError('scope', 'scope: expected scopes such as auth_user, separated by commas', 'scope参数有误');
}
