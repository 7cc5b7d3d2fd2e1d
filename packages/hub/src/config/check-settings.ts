import { Compile } from 'typebox/compile';
import { describeProblem } from '../validation/describe-problem.js';
import { parseRanges } from '../validation/ip-ranges.js';
import { parsePorts } from '../validation/port-ranges.js';
import { closest } from './closest.js';
import { SettingsError } from './settings-error.js';
import { type HubSettings, settingsSchema } from './settings-schema.js';

const validator = Compile(settingsSchema);

/**
 * Fills in what is missing, and checks the whole.
 *
 * @throws SettingsError one sentence that names the first setting that is wrong, and never shows a value
 */
export function checkSettings(tree: unknown): HubSettings {
  const settings = validator.Default(structuredClone(tree));
  if (!validator.Check(settings)) throw new SettingsError(describeWrong(settings));
  checkListening(settings);
  checkWebhooks(settings);
  checkMasterKeys(settings);
  checkSession(settings);
  return deepFreeze({ ...settings, publicUrl: settings.publicUrl.replace(/\/+$/, '') });
}

function describeWrong(settings: unknown): string {
  const problem = describeProblem(validator.Errors(settings), 'settings');
  if (problem.kind !== 'unknown') return problem.text;
  const meant = closest(problem.member, problem.known(settingsSchema));
  return `${problem.text}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function checkListening({ listen, tls, trustProxy, allowPlainHttp, publicUrl }: HubSettings): void {
  if (!URL.canParse(publicUrl))
    throw new SettingsError('publicUrl: expected an address such as https://pay.example.com');
  if ((tls.certificateFile === undefined) !== (tls.keyFile === undefined)) {
    throw new SettingsError('tls: expected both certificateFile and keyFile, found one');
  }
  checkRanges('trustProxy', trustProxy);
  if (tls.keyFile !== undefined || isLoopback(listen.host) || trustProxy.length > 0 || allowPlainHttp) return;
  throw new SettingsError(
    `listen.host: ${listen.host} is reached by others, and keys and tokens would travel unencrypted; set tls, or trustProxy when ` +
      'a proxy with TLS is in front, or allowPlainHttp',
  );
}

function checkWebhooks({ webhooks: { allowedNetworks, ports } }: HubSettings): void {
  checkRanges('webhooks.allowedNetworks', allowedNetworks);
  try {
    parsePorts(ports);
  } catch (cause) {
    throw new SettingsError(`webhooks.ports: ${cause instanceof Error ? cause.message : cause}`);
  }
}

const plainHttp = 'expected https://; plain http only on this machine';

function checkSession({ session: { oidc, proxy } }: HubSettings): void {
  if (proxy !== undefined) checkRanges('session.proxy.addresses', proxy.addresses);
  if (oidc === undefined) return;
  if (!URL.canParse(oidc.issuer)) throw new SettingsError('session.oidc.issuer: expected an address');
  const { protocol, hostname } = new URL(oidc.issuer);
  if (protocol !== 'https:' && !isLoopback(hostname)) throw new SettingsError(`session.oidc.issuer: ${plainHttp}`);
}

function checkRanges(name: string, ranges: readonly string[]): void {
  try {
    parseRanges(ranges);
  } catch (cause) {
    throw new SettingsError(`${name}: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function checkMasterKeys({ masterKeys }: HubSettings): void {
  const { current, keys, module } = masterKeys;
  if ((keys === undefined) === (module === undefined)) {
    throw new SettingsError('masterKeys: expected either keys or module');
  }
  if (keys !== undefined && !Object.hasOwn(keys, current)) {
    throw new SettingsError('masterKeys.current: expected the id of one of masterKeys.keys');
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
