import { type Static, Type } from 'typebox';
import { pageLanguages } from '../pages/page-language.js';
import { orNull, timeSchema } from '../validation/common-schemas.js';
import { severities } from './alert-kind.js';
import { type ChannelRow, channelKinds } from './channel-table.js';

const closed = { additionalProperties: false } as const;
const address = (description: string) =>
  Type.String({ pattern: '^[^\\s<>",;:@]+@[^\\s<>",;:@]+$', maxLength: 254, description });

const robotSchema = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2_000, description: 'The webhook address that the robot was given' }),
    secret: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'The secret that signs (加签, 签名校验); not of WeCom',
      }),
    ),
  },
  { ...closed, description: 'The robot of a group: for `dingtalk`, `feishu` and `wecom`' },
);

const emailSchema = Type.Object(
  {
    host: Type.String({ pattern: '^[A-Za-z0-9.:-]{1,253}$', description: 'The mail server' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535, default: 465 }),
    tls: Type.Enum(['implicit', 'starttls', 'none'], {
      default: 'implicit',
      description: 'From the first byte (port 465), after STARTTLS (587), or none, which the settings have to permit',
    }),
    certificateAuthority: Type.Optional(
      Type.String({
        maxLength: 20_000,
        description: 'PEM: what signed the certificate of the server, if no public one did',
      }),
    ),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    from: address('The sender'),
    to: Type.Array(address('A recipient'), { minItems: 1, maxItems: 50 }),
  },
  { ...closed, description: 'For `email`' },
);

const shared = {
  name: Type.String({ maxLength: 200, description: 'What it is for' }),
  language: Type.Enum([...pageLanguages], { description: 'Of the messages' }),
  minimumSeverity: Type.Enum([...severities], { description: 'Alerts below it are not sent' }),
  robot: Type.Optional(robotSchema),
  email: Type.Optional(emailSchema),
};

export const newChannelSchema = Type.Object(
  {
    kind: Type.Enum([...channelKinds]),
    ...shared,
    name: { ...shared.name, default: '' },
    language: { ...shared.language, default: 'zh' },
    minimumSeverity: { ...shared.minimumSeverity, default: 'warning' },
  },
  closed,
);

const stateSchema = Type.Enum(['enabled', 'disabled'], { description: 'Nothing is sent to a disabled one' });

export const channelChangesSchema = Type.Object(
  {
    name: Type.Optional(shared.name),
    language: Type.Optional(shared.language),
    minimumSeverity: Type.Optional(shared.minimumSeverity),
    state: Type.Optional(stateSchema),
    robot: shared.robot,
    email: shared.email,
  },
  { ...closed, minProperties: 1 },
);

export const channelSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum([...channelKinds]),
    name: Type.String(),
    language: shared.language,
    minimumSeverity: shared.minimumSeverity,
    state: stateSchema,
    target: Type.String({
      description: 'The host of the robot, or the recipients; addresses with tokens are not shown',
    }),
    failures: Type.Integer({ description: 'Messages in a row that failed' }),
    failingSince: orNull(timeSchema, 'When the first of them failed'),
    lastFailure: orNull(Type.String(), 'Why the last of them failed'),
    lastCode: orNull(Type.Integer(), 'The code with which the robot or the mail server refused'),
    sentAt: orNull(timeSchema, 'When a message was last taken'),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    createdBy: orNull(Type.String(), 'The id of the API key'),
  },
  { title: 'AlertChannel' },
);

export type NewChannel = Static<typeof newChannelSchema>;
export type ChannelChanges = Static<typeof channelChangesSchema>;
export type Robot = Static<typeof robotSchema>;
export type Email = Static<typeof emailSchema>;
export type Channel = Static<typeof channelSchema>;

export const channelOf = (row: ChannelRow): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  language: row.language,
  minimumSeverity: row.minimum_severity,
  state: row.state,
  target: row.target,
  failures: row.failures,
  failingSince: row.failing_since,
  lastFailure: row.last_failure,
  lastCode: row.last_code,
  sentAt: row.sent_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  createdBy: row.created_by,
});
