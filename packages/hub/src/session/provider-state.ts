import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { HubContext } from '../context/hub-context.js';
import { sameText } from './session-store.js';

/** What the browser keeps while the person is at the provider. */
export interface ProviderState {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Path of the page to show afterwards. */
  readonly returnTo: string;
  readonly startedAt: number;
}

const validator = Compile(
  Type.Object({
    state: Type.String(),
    nonce: Type.String(),
    verifier: Type.String(),
    returnTo: Type.String(),
    startedAt: Type.Number(),
  }),
);

const cookie = 'lingpai-sign-in';
/** Milliseconds for which a person may be at the provider. */
const longest = 600_000;

/** Any node can read what another one has set; nobody else can make it. */
export function keepProviderState(context: HubContext, reply: FastifyReply, kept: ProviderState): void {
  const text = Buffer.from(JSON.stringify(kept)).toString('base64url');
  reply.setCookie(cookie, `${text}.${sign(context, text)}`, { ...attributes(context), maxAge: longest / 1_000 });
}

/** Returns it once: the browser forgets it. @returns `undefined` when there is none, or it is not the hub's, or too old */
export function takeProviderState(
  context: HubContext,
  { cookies }: FastifyRequest,
  reply: FastifyReply,
): ProviderState | undefined {
  reply.clearCookie(cookie, attributes(context));
  const [text = '', signature] = (cookies[cookie] ?? '').split('.');
  if (!sameText(sign(context, text), signature)) return undefined;
  const kept: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (!validator.Check(kept) || context.clock() - kept.startedAt > longest) return undefined;
  return kept;
}

const sign = ({ vault }: HubContext, text: string) =>
  createHmac('sha256', vault.deriveKey('hub sign-in')).update(text).digest('base64url');

/** The provider's page leads the browser back, which sends no `strict` cookie then. */
const attributes = ({ settings: { publicUrl } }: HubContext) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') }) as const;
