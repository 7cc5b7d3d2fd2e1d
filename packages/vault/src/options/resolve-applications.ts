import { AlipayClient } from '@lingpai/alipay';
import { ApplicationCircuit } from '../circuit/application-circuit.js';
import { AlipayClock } from '../clock/alipay-clock.js';
import { type Application, environmentOf, type RotationPolicy } from '../context/application.js';
import { checkMembers, checkText, describe, type OptionNames } from './check-options.js';
import type { ApplicationOptions } from './vault-options.js';

const names: OptionNames<ApplicationOptions> = { client: true, notifyRule: true, redirectUri: true, rotation: true };

/** @throws TypeError naming the member that is wrong, and what belongs there */
export function resolveApplications(applications: readonly ApplicationOptions[], clock: () => number): Application[] {
  if (!Array.isArray(applications)) {
    throw new TypeError('applications: expected a list of { client, … }');
  }
  const resolved = new Map<string, Application>();
  for (const [index, options] of applications.entries()) {
    const application = resolveApplication(options, `applications[${index}]`, clock);
    if (resolved.has(application.appId)) {
      throw new TypeError(`applications[${index}].client: two clients have the same appId`);
    }
    resolved.set(application.appId, application);
  }
  return [...resolved.values()];
}

/** @param name of the options within the argument; empty for the argument itself */
export function resolveApplication(options: ApplicationOptions, name: string, clock: () => number): Application {
  checkMembers(options, name, names);
  const { client, notifyRule, rotation = 'before-deadline', redirectUri } = options;
  const prefix = name === '' ? '' : `${name}.`;
  if (!(client instanceof AlipayClient)) throw new TypeError(`${prefix}client: expected an AlipayClient`);
  if (notifyRule !== undefined && notifyRule !== 'V1' && notifyRule !== 'V2') {
    throw new TypeError(`${prefix}notifyRule: expected 'V1' or 'V2'`);
  }
  checkRotation(rotation, `${prefix}rotation`);
  if (redirectUri !== undefined) checkText(redirectUri, `${prefix}redirectUri`, 'an address');
  return {
    appId: client.appId,
    client,
    notifyRule,
    rotation,
    redirectUri,
    alipayClock: new AlipayClock(clock),
    circuit: new ApplicationCircuit(clock),
    environment: environmentOf(client.endpoint),
  };
}

function checkRotation(rotation: RotationPolicy, name: string): void {
  if (rotation === 'before-deadline' || rotation === 'never') return;
  if (typeof rotation !== 'object' || rotation === null) {
    throw new TypeError(`${name}: expected 'before-deadline', 'never' or { everyDays }, found ${describe(rotation)}`);
  }
  checkMembers(rotation, name, { everyDays: true });
  const { everyDays } = rotation;
  if (typeof everyDays === 'number' && everyDays > 0 && everyDays <= 3650) return;
  throw new TypeError(`${name}.everyDays: expected a number of days, more than 0 and at most 3,650`);
}
