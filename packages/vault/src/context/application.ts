import type { AlipayClient, NotificationRule } from '@lingpai/alipay';
import type { ApplicationCircuit } from '../circuit/application-circuit.js';
import type { AlipayClock } from '../clock/alipay-clock.js';

/**
 * When pairs are rotated: `before-deadline` when about 60 % of a refresh token's life has passed, `{ everyDays }`, or
 * `never` unless `rotate` is called. An `app_auth_token` does not expire, so every needless rotation only adds risk.
 */
export type RotationPolicy = 'before-deadline' | 'never' | { readonly everyDays: number };

/** A third-party application whose merchants the vault keeps. */
export interface Application {
  readonly appId: string;
  readonly client: AlipayClient;
  /** The only rule that notifications may be signed under; either when undefined. */
  readonly notifyRule: NotificationRule | undefined;
  readonly rotation: RotationPolicy;
  /** Where consent links lead back to. */
  readonly redirectUri: string | undefined;
  readonly alipayClock: AlipayClock;
  readonly circuit: ApplicationCircuit;
  /** Which Alipay the client speaks to. */
  readonly environment: string;
}

const environments: Readonly<Record<string, string>> = {
  'openapi.alipay.com': 'production',
  'openapi.sandbox.dl.alipaydev.com': 'alipay-sandbox',
  'openapi-sandbox.dl.alipaydev.com': 'alipay-sandbox',
};

/** Pairs of one Alipay mean nothing to another, and must never be offered to it. */
export function environmentOf(endpoint: string): string {
  const { hostname } = new URL(endpoint);
  return Object.hasOwn(environments, hostname) ? (environments[hostname] ?? 'other') : 'other';
}
