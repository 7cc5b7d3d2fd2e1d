import { createHmac } from 'node:crypto';
import type { HubContext } from '../context/hub-context.js';
import type { Robot } from './channel-schema.js';
import type { ChannelKind, ChannelRow } from './channel-table.js';
import { type ChannelTarget, openTarget } from './channel-target.js';
import type { RobotKind } from './robot-request.js';

/** Where the messages of a channel go. */
export interface Destination {
  /** `undefined` when it does not open. */
  readonly target: ChannelTarget | undefined;
  /** What the limit of messages belongs to: a robot, however many channels use it, or a channel of e-mail. */
  readonly paceId: string;
}

/** What services know a robot by. */
const identities: Readonly<Record<RobotKind, (url: URL) => string>> = {
  dingtalk: ({ searchParams }) => searchParams.get('access_token') ?? '',
  wecom: ({ searchParams }) => searchParams.get('key') ?? '',
  feishu: ({ pathname }) => pathname,
};

export function destinationOf({ vault, log }: HubContext, channel: ChannelRow): Destination {
  try {
    const target = openTarget(vault, channel);
    const robotId = robotIdOf(channel.kind, target.robot);
    if (robotId === undefined) return { target, paceId: channel.id };
    const key = vault.deriveKey('alert robots');
    return { target, paceId: createHmac('sha256', key).update(robotId).digest('base64url') };
  } catch (err) {
    log.error({ err, channelId: channel.id }, 'the address of an alert channel does not open');
    return { target: undefined, paceId: channel.id };
  }
}

function robotIdOf(kind: ChannelKind, robot: Robot | undefined): string | undefined {
  if (kind === 'email' || robot === undefined) return undefined;
  const url = new URL(robot.url);
  return `${kind} ${url.origin} ${identities[kind](url)}`;
}
