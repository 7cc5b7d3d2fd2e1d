import { checkFunction, checkPositive, checkTimeout } from '../client/option-checks.js';
import { checkOptionNames, type OptionNames } from '../client/option-names.js';
import type { AlipayClient } from '../index.js';
import type { AlipayHandlerOptions, NotificationHandlers } from './handler-options.js';

const largestBody = 1_048_576;

const optionNames: OptionNames<AlipayHandlerOptions> = {
  client: true,
  on: true,
  seen: true,
  timeout: true,
  bodyLimit: true,
  verification: true,
  onProblem: true,
};

const handlerNames: OptionNames<NotificationHandlers> = {
  authorized: true,
  cancelled: true,
  tradeStatus: true,
  serviceOrder: true,
  other: true,
};

/** Options with their defaults. */
export interface CheckedHandlerOptions extends Pick<AlipayHandlerOptions, 'seen' | 'verification' | 'onProblem'> {
  readonly clients: ReadonlyMap<string, AlipayClient>;
  readonly on: NotificationHandlers;
  readonly timeout: number;
  readonly bodyLimit: number;
}

/** @throws TypeError naming the option that is wrong */
export function checkHandlerOptions(options: AlipayHandlerOptions): CheckedHandlerOptions {
  checkOptionNames(options, optionNames);
  checkOptionNames(options.on, handlerNames, 'on');
  for (const [name, handler] of Object.entries(options.on)) checkFunction(handler, `on.${name}`);
  const { seen, verification, onProblem, timeout = 5_000, bodyLimit = 65_536 } = options;
  if (checkPositive(bodyLimit, 'bodyLimit') > largestBody) {
    throw new TypeError(`bodyLimit: expected at most ${largestBody} bytes, found ${bodyLimit}`);
  }
  return Object.freeze({
    clients: clientsById(options.client),
    on: Object.freeze({ ...options.on }),
    seen: checkFunction(seen, 'seen'),
    verification,
    onProblem: checkFunction(onProblem, 'onProblem'),
    timeout: checkTimeout(timeout),
    bodyLimit,
  });
}

function clientsById(client: AlipayHandlerOptions['client']): ReadonlyMap<string, AlipayClient> {
  const clients = new Map<string, AlipayClient>();
  for (const one of [client].flat()) {
    if (typeof one?.verifyNotification !== 'function')
      throw new TypeError('client: expected an AlipayClient or a list');
    if (clients.has(one.appId)) throw new TypeError(`client: the application ${one.appId} comes twice`);
    clients.set(one.appId, one);
  }
  if (clients.size === 0) throw new TypeError('client: expected at least one AlipayClient');
  return clients;
}
