import { HubProblem } from '@lingpai/hub-client';
import type { Link } from '@lingpai/hub-client/types';
import { isSignedOut, isUnreachable } from '../../../api/hub-problem.js';
import type { InvitationRow, NewInvitation } from './invitation-row.js';
import { rowKey } from './row-key.js';

/** What became of a row. */
export type RowOutcome =
  | { readonly kind: 'created' | 'existing'; readonly link: Link }
  | { readonly kind: 'refused'; readonly error: unknown };

/** What sending needs of the hub. */
export interface LinkCalls {
  create(invitation: NewInvitation, idempotencyKey: string): Promise<Link>;
  get(linkId: string): Promise<Link>;
  /** When the application's newest link was created, by the hub's clock; 0 without one. */
  newest(): Promise<number>;
}

export interface SendingOptions {
  readonly appId: string;
  readonly calls: LinkCalls;
  /** What became of rows before: they are not sent again. */
  readonly known: ReadonlyMap<number, RowOutcome>;
  readonly signal: AbortSignal;
  readonly onOutcome: (row: InvitationRow, outcome: RowOutcome) => void;
  /** Waits before a request is repeated. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Requests at the same time. */
const lanes = 4;
/** Times that a request is made before the upload is interrupted. */
const attempts = 3;
const longestWait = 60_000;

/**
 * Creates a link for each row. A row that the hub refuses has that as its outcome, and the others go on; when the hub cannot be
 * reached, the upload is interrupted.
 *
 * @throws what interrupted it
 */
export async function sendRows(rows: readonly InvitationRow[], options: SendingOptions): Promise<void> {
  const { known, signal, onOutcome, calls } = options;
  const waiting = rows.filter(({ number, invitation }) => {
    const outcome = known.get(number);
    return invitation !== undefined && (outcome === undefined || outcome.kind === 'refused');
  });
  const before = await insistently(() => calls.newest(), options);
  let interruption: { readonly error: unknown } | undefined;
  const lane = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      if (signal.aborted || interruption !== undefined) return;
      try {
        onOutcome(row, await outcomeOf(row.invitation, before, options));
      } catch (error) {
        interruption ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (interruption !== undefined) throw interruption.error;
}

/** A row that an earlier upload has sent gets the link of then; when that one can no longer be used, another one. */
async function outcomeOf(
  invitation: NewInvitation | undefined,
  before: number,
  options: SendingOptions,
): Promise<RowOutcome> {
  if (invitation === undefined) throw new TypeError('expected a row without faults');
  const { appId, calls } = options;
  let replaced: string | undefined;
  try {
    for (;;) {
      const key = rowKey(appId, invitation, replaced);
      const link = await insistently(() => calls.create(invitation, key), options);
      if (link.createdAt > before) return { kind: 'created', link };
      const now = await insistently(() => calls.get(link.id), options);
      if (now.state !== 'revoked' && now.state !== 'expired') return { kind: 'existing', link: now };
      replaced = link.id;
    }
  } catch (error) {
    if (isInterruption(error)) throw error;
    return { kind: 'refused', error };
  }
}

/** What is not about the row, and would befall the others, too. */
const isInterruption = (error: unknown) =>
  isUnreachable(error) || isSignedOut(error) || (error instanceof HubProblem && isPassing(error));

const isPassing = ({ status, retryAfter }: HubProblem) => status >= 500 || retryAfter !== undefined;

/** Repeats a request that the network lost, or that the hub cannot serve at present. */
async function insistently<T>(request: () => Promise<T>, { pause, signal }: SendingOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const isOver = signal.aborted || attempt === attempts || isSignedOut(error);
      if (isOver || !isInterruption(error)) throw error;
      const asked = error instanceof HubProblem ? error.retryAfter : undefined;
      await pause(Math.min(longestWait, asked === undefined ? 500 * 2 ** attempt : asked * 1_000));
    }
  }
}
