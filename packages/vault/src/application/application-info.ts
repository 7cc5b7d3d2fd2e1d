import type { NotificationRule } from '@lingpai/alipay';
import type { CircuitReason } from '../circuit/application-circuit.js';
import type { Application, RotationPolicy } from '../context/application.js';

/** How an application is configured in this process; no key. */
export interface ApplicationInfo {
  readonly appId: string;
  /** Which Alipay it speaks to: `production`, `alipay-sandbox`, or `other`. */
  readonly environment: string;
  /** How responses are trusted: by Alipay's public key, or by its certificate. */
  readonly mode: 'key' | 'certificate';
  readonly redirectUri: string | undefined;
  readonly notifyRule: NotificationRule | undefined;
  readonly rotation: RotationPolicy;
  /** Why its calls about codes and tokens are stopped; `undefined` while they are not. */
  readonly stopped: CircuitReason | undefined;
}

export function applicationInfo(application: Application): ApplicationInfo {
  const { appId, environment, client, redirectUri, notifyRule, rotation, circuit } = application;
  return { appId, environment, mode: client.mode, redirectUri, notifyRule, rotation, stopped: circuit.reason };
}
