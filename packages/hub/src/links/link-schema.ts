import { applicationKinds } from '@lingpai/alipay';
import { type Static, Type } from 'typebox';
import type { HubContext } from '../context/hub-context.js';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import { stateAt } from './link-states.js';
import { type LinkRow, linkStates } from './link-table.js';

const kindSchema = Type.Enum(applicationKinds);
export const linkStateSchema = Type.Enum([...linkStates]);

/** How long a link is good. */
export const describedLife = (description: string) =>
  Type.Integer({ minimum: 60, maximum: 30 * 86_400, default: 7 * 86_400, description });

export const newLinkSchema = Type.Object(
  {
    reference: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What you know the merchant by; up to 49 bytes',
    }),
    kinds: Type.Optional(
      Type.Array(kindSchema, {
        minItems: 1,
        uniqueItems: true,
        description: 'Kinds of applications; every kind by default',
      }),
    ),
    expiresIn: describedLife('Seconds for which the link is good'),
    returnTo: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description:
          "Where the merchant's browser goes afterwards, with the signed outcome; below one of the `returnUrls`",
      }),
    ),
    language: Type.Optional(Type.Enum(['zh', 'en'], { description: "Of its page; the browser's by default" })),
  },
  { additionalProperties: false },
);

export const linkSchema = Type.Object(
  {
    id: Type.String(),
    appId: appIdSchema,
    page: Type.String({ description: 'The address to give to the merchant' }),
    url: Type.String({ description: "Alipay's page, for a browser" }),
    qrPayload: Type.Union([Type.String(), Type.Null()], {
      description: 'The text of the QR code for Alipay on the phone',
    }),
    state: linkStateSchema,
    reference: Type.String(),
    kinds: Type.Union([Type.Array(kindSchema), Type.Null()]),
    language: Type.Union([Type.Enum(['zh', 'en']), Type.Null()]),
    returnTo: Type.Union([Type.String(), Type.Null()]),
    createdAt: timeSchema,
    expiresAt: timeSchema,
    openedAt: Type.Union([timeSchema, Type.Null()]),
    endedAt: Type.Union([timeSchema, Type.Null()]),
    authAppIds: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: 'The merchant applications that were authorized',
    }),
  },
  { title: 'Link' },
);

export type Link = Static<typeof linkSchema>;
export type NewLink = Static<typeof newLinkSchema>;

export function linkOf({ settings, clock }: Pick<HubContext, 'settings' | 'clock'>, row: LinkRow): Link {
  return {
    id: row.id,
    appId: row.app_id,
    page: pageOf(settings, row),
    url: row.url,
    qrPayload: row.qr_payload,
    state: stateAt(row, clock()),
    reference: row.reference,
    kinds: row.kinds === null ? null : JSON.parse(row.kinds),
    language: row.language,
    returnTo: row.return_to,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    openedAt: row.opened_at,
    endedAt: row.ended_at,
    authAppIds: row.auth_app_ids === null ? null : JSON.parse(row.auth_app_ids),
  };
}

/** The address of a link's page. */
export const pageOf = ({ publicUrl }: HubContext['settings'], { id }: Pick<LinkRow, 'id'>): string =>
  `${publicUrl}/c/${id}`;
