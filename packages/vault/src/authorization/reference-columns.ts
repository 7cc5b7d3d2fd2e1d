import type { ApplicationKind } from '@lingpai/alipay';
import type { AuthorizationRow } from '../store/schema.js';

/** What says whose an authorization is: a code, a caller, or an import. */
export interface ReferenceArrival {
  /** Empty when a consent link has none. */
  readonly reference?: string | undefined;
  /** The kinds that its consent link asked for. */
  readonly requestedKinds?: readonly ApplicationKind[] | undefined;
  /** When it became known, by the application's count of codes and assignments; 0 for an import. */
  readonly sequence: number;
  /** When it was received, by our clock. */
  readonly receivedAt: number;
  /** Whether it waited in the spool; `false` by default. */
  readonly isSpooled?: boolean;
}

/**
 * Whose the authorization is now. What became known later wins, whichever is applied last and however often: a caller's
 * word counts until the merchant consents again. Only for what waited in the spool, which became known later than it was
 * received, a clock decides.
 */
export function referenceColumns(
  before: AuthorizationRow,
  { reference, requestedKinds, sequence, receivedAt, isSpooled = false }: ReferenceArrival,
): Partial<AuthorizationRow> {
  const isOvertaken = isSpooled && receivedAt < (before.referenced_at ?? 0);
  const isLatest = sequence >= before.reference_sequence && !isOvertaken;
  const isNamed = reference !== undefined && reference !== '';
  return {
    ...(reference === undefined ? {} : { assigned: 1 }),
    ...(reference === '' && before.assigned === 0 ? { reference } : {}),
    ...(isNamed && isLatest ? { reference, reference_sequence: sequence, referenced_at: receivedAt } : {}),
    ...(requestedKinds !== undefined && sequence >= before.kinds_sequence
      ? { requested_kinds: requestedKinds.join(), kinds_sequence: sequence }
      : {}),
  };
}
