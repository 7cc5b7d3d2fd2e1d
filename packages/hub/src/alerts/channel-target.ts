import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Vault } from '@lingpai/vault';
import type { HubSettings } from '../config/settings-schema.js';
import { HubError } from '../problems/hub-error.js';
import type { AddressPolicy } from '../webhooks/address-policy.js';
import type { Email, Robot } from './channel-schema.js';
import type { ChannelKind, ChannelRow } from './channel-table.js';

/** What a channel needs to send. */
export interface ChannelTarget {
  readonly robot?: Robot | undefined;
  readonly email?: Email | undefined;
}

interface TargetRules {
  readonly policy: AddressPolicy;
  readonly settings: HubSettings;
}

/** Ports of mail servers below 1024. */
const mailPorts = new Set([25, 465, 587]);

/** @throws HubError naming the field */
export function checkTarget(kind: ChannelKind, { robot, email }: ChannelTarget, rules: TargetRules): void {
  if (kind === 'email') {
    if (robot !== undefined) refuse('robot', 'only robots have it; a channel of the kind email has `email`');
    if (email === undefined) refuse('email', 'a channel of the kind email needs it');
    checkEmail(email, rules);
    return;
  }
  if (email !== undefined) refuse('email', `a channel of the kind ${kind} has \`robot\` instead`);
  if (robot === undefined) refuse('robot', `a channel of the kind ${kind} needs it`);
  const problem = rules.policy.problemOf(robot.url);
  if (problem !== undefined) refuse('robot.url', problem);
  checkRobotUrl(kind, new URL(robot.url));
  if (kind === 'wecom' && robot.secret !== undefined) refuse('robot.secret', 'robots of WeCom have none');
}

function checkRobotUrl(kind: Exclude<ChannelKind, 'email'>, { pathname, searchParams }: URL): void {
  if (kind === 'dingtalk' && !searchParams.get('access_token')) {
    refuse('robot.url', 'expected the address of a DingTalk robot, with `access_token`');
  }
  if (kind === 'wecom' && !searchParams.get('key')) {
    refuse('robot.url', 'expected the address of a WeCom robot, with `key`');
  }
  if (kind === 'feishu' && !/^\/open-apis\/bot\/v2\/hook\/[\w-]+$/.test(pathname)) {
    refuse('robot.url', 'expected the address of a Feishu robot: …/open-apis/bot/v2/hook/…');
  }
}

function checkEmail(email: Email, { policy, settings }: TargetRules): void {
  if (!mailPorts.has(email.port) && email.port < 1_024)
    refuse('email.port', 'expected 25, 465, 587, or 1024 and above');
  if (isIP(email.host) !== 0 && !policy.permits(email.host)) {
    refuse('email.host', 'the address is private; the setting webhooks.allowedNetworks permits networks by name');
  }
  if (email.tls === 'none' && !settings.alerts.allowPlainSmtp) {
    refuse('email.tls', 'expected implicit or starttls; the setting alerts.allowPlainSmtp permits none');
  }
  if ((email.user === undefined) !== (email.password === undefined)) {
    refuse(email.user === undefined ? 'email.user' : 'email.password', 'expected user and password together');
  }
  if (email.certificateAuthority === undefined) return;
  try {
    new X509Certificate(email.certificateAuthority);
  } catch {
    refuse('email.certificateAuthority', 'expected a certificate as PEM');
  }
}

function refuse(field: string, problem: string): never {
  throw new HubError('invalid-request', `${field}: ${problem}`);
}

/** What of a target may be shown. */
export function shownTarget({ robot, email }: ChannelTarget): string {
  if (email !== undefined) return email.to.join(', ');
  return robot === undefined ? '' : new URL(robot.url).host;
}

const placeOf = (row: string) => ({ table: 'hub_alert_channel', row, field: 'sealed_target' });

export function sealTarget(
  vault: Vault,
  id: string,
  { robot, email }: ChannelTarget,
): Pick<ChannelRow, 'target' | 'sealed_target' | 'key_id'> {
  const { bytes, keyId } = vault.seal(JSON.stringify({ robot, email }), placeOf(id));
  return { target: shownTarget({ robot, email }), sealed_target: bytes, key_id: keyId };
}

/** @throws VaultError when it does not open */
export function openTarget(
  vault: Vault,
  { id, sealed_target: bytes, key_id: keyId }: Pick<ChannelRow, 'id' | 'sealed_target' | 'key_id'>,
): ChannelTarget {
  return JSON.parse(vault.unseal({ bytes, keyId }, placeOf(id)));
}
