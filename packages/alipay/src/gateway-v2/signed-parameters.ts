import { resolveAppAuthToken } from '../client/app-auth-token.js';
import type { Configuration } from '../client/configuration.js';
import { jsonText } from '../client/json-text.js';
import { checkPlaced } from '../client/misplaced-parameter.js';
import { checkBoolean } from '../client/option-checks.js';
import { fieldsSignString } from '../signing/fields-text.js';
import { signRsa } from '../signing/rsa.js';
import { attemptLimits } from '../transport/attempt-limits.js';
import { checkCallbackUrl } from './callback-url.js';
import type { ExecuteOptions } from './execute-options.js';
import { gatewayTime } from './gateway-time.js';

/** A call of a method of the v2 gateway. */
export interface Execution {
  /** Alipay's name of the operation, e.g. `alipay.trade.page.pay`. */
  readonly method: string;
  /** Sent as JSON; absent for the few methods without. */
  readonly bizContent: object | undefined;
  /** Whether `biz_content` is cipher text. */
  readonly encrypted: boolean;
  readonly options: ExecuteOptions & { readonly returnUrl?: string | undefined };
}

/** The parameters of one execution, sorted by name, `sign` last. */
export type SignedParameters = readonly (readonly [name: string, value: string])[];

/** Control characters would change on their way through a form, and half a surrogate pair through UTF-8. */
const unsendable = /[\p{Cc}\p{Surrogate}]/u;

/** Whether contents are encrypted: as asked, else whenever there is a key. */
export function decideExecutionEncryption(configuration: Configuration, asked: boolean | undefined): boolean {
  checkBoolean(asked, 'encrypt');
  if (asked === true && configuration.cipher === undefined) {
    throw new TypeError('encrypt: found true, and the client has no encryptKey');
  }
  return asked ?? configuration.cipher !== undefined;
}

/**
 * Makes and signs the parameters of an execution.
 *
 * @throws TypeError naming the option that is wrong
 */
export async function signedParameters(configuration: Configuration, execution: Execution): Promise<SignedParameters> {
  const { options } = execution;
  const own = ownParameters(configuration, execution);
  own.set('notify_url', checkCallbackUrl(options.notifyUrl, 'notifyUrl') ?? '');
  own.set('return_url', checkCallbackUrl(options.returnUrl, 'returnUrl') ?? '');
  own.set('auth_token', options.authToken ?? '');
  const limits = attemptLimits(undefined, configuration.timeout);
  own.set('app_auth_token', (await resolveAppAuthToken(options.appAuthToken, limits)) ?? '');
  for (const [name, value] of Object.entries(options.parameters ?? {})) {
    if (own.has(name) || name === 'sign' || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new TypeError(`parameters: found ${JSON.stringify(name)}, which is not a further parameter`);
    }
    own.set(name, value);
  }
  for (const [name, value] of own) {
    if (typeof value === 'string' && !unsendable.test(value)) continue;
    throw new TypeError(`${name}: expected text without control characters, found ${typeof value}`);
  }
  const present = [...own].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  const signature = await signRsa(fieldsSignString(Object.fromEntries(present)), configuration.privateKey);
  return [...present, ['sign', signature]];
}

function ownParameters(configuration: Configuration, execution: Execution): Map<string, string> {
  const { certificates, cipher } = configuration;
  const content = bizContentText(execution.method, execution.bizContent);
  const encrypted = execution.encrypted && content !== '' && cipher !== undefined;
  return new Map([
    ['method', checkMethod(execution.method)],
    ['version', '1.0'],
    ['app_id', configuration.appId],
    ['format', 'json'],
    ['timestamp', gatewayTime(configuration.clock())],
    ['charset', 'UTF-8'],
    ['sign_type', 'RSA2'],
    ['biz_content', encrypted ? cipher.encrypt(content) : content],
    ['encrypt_type', encrypted ? 'AES' : ''],
    ['app_cert_sn', certificates?.appCertSn ?? ''],
    ['alipay_root_cert_sn', certificates?.rootCertSn ?? ''],
  ]);
}

function checkMethod(method: string): string {
  if (typeof method === 'string' && /^[a-z0-9]+(?:\.[a-z0-9]+)+$/i.test(method)) return method;
  throw new TypeError('method: expected Alipay\'s name of an operation, such as "alipay.trade.page.pay"');
}

function bizContentText(method: string, bizContent: object | undefined): string {
  if (bizContent === undefined) return '';
  if (typeof bizContent !== 'object' || bizContent === null) {
    throw new TypeError(`bizContent: expected an object, found ${bizContent === null ? 'null' : typeof bizContent}`);
  }
  checkPlaced(method, Object.keys(bizContent));
  return jsonText(bizContent, 'bizContent');
}
