import type { ApplicationKind } from '@lingpai/alipay';
import type { Bounds } from '../ordering/bounds.js';
import type { ServiceOrder } from '../orders/service-order.js';

/** The first line of an export, in plain text; the others are sealed. */
export interface TransferHeader {
  readonly format: 'lingpai-export';
  readonly version: 1;
  /** Binds the lines to their file. */
  readonly exportId: string;
  /** Which Alipay each application's merchants are of. */
  readonly environments: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly keyId: string;
}

/** An authorization with every pair, as an export holds it. */
export interface TransferRecord {
  readonly appId: string;
  readonly authAppId: string;
  readonly userId: string | null;
  readonly reference: string | null;
  readonly assigned: boolean;
  readonly requestedKinds: readonly ApplicationKind[] | null;
  readonly cancelledAt: number | null;
  readonly pairs: readonly TransferPair[];
}

export interface TransferPair {
  readonly appAuthToken: string;
  readonly appRefreshToken: string | null;
  readonly grantId: string;
  readonly grant: Bounds;
  readonly issue: Bounds;
  readonly obtainedAt: number;
  readonly expiresIn: number | null;
  readonly refreshDeadline: number | null;
  /** What the notification of its grant said. */
  readonly trigger: string | null;
  readonly outBizNo: string | null;
  /** Whether its grant was deactivated. */
  readonly deactivated: boolean;
  /** Whether its grant was given up as cancelled. */
  readonly foundCancelled: boolean;
}

/** A line about an order at the service market; they come after the authorizations. */
export interface TransferOrder {
  readonly order: ServiceOrder;
  /** The authorizations whose newest order it is. */
  readonly newestOf: readonly string[];
}

/** The last line: how many lines there are before it. */
export interface TransferTrailer {
  readonly records: number;
}

/** A token pair that another system has kept so far. Times in milliseconds since 1970. */
export interface ImportRecord {
  readonly appId: string;
  readonly authAppId: string;
  readonly userId?: string | undefined;
  readonly appAuthToken: string;
  readonly appRefreshToken?: string | undefined;
  /**
   * When Alipay issued the pair, if that is known. Without it: at some time before the import, by Alipay's clock if a response
   * has told it, else by the process's own.
   */
  readonly issuedAt?: number | undefined;
  /** When the refresh token expires, if that is known. */
  readonly refreshDeadline?: number | undefined;
  readonly reference?: string | undefined;
}

/** What is in a sealed line. */
export type TransferLine = TransferRecord | TransferOrder | TransferTrailer;
