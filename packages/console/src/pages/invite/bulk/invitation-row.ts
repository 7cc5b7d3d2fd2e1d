import type { LinksCreateParameters } from '@lingpai/hub-client/types';

/** The columns of a file of invitations: the members of `POST /v1/apps/:appId/links`. */
export const columns = ['reference', 'kinds', 'returnTo', 'expiresIn', 'language'] as const;
export type Column = (typeof columns)[number];

/** What one row asks for. */
export type NewInvitation = Omit<LinksCreateParameters, 'appId'>;

/** What is wrong with a cell. */
export interface CellFault {
  readonly column: Column;
  readonly code: 'empty' | 'long' | 'control' | 'twice' | 'kind' | 'no-return' | 'return' | 'life' | 'language';
  /** The part of the cell that is wrong; for `twice`, the number of the row that is first. */
  readonly value: string;
}

/** A row of the file. */
export interface InvitationRow {
  /** As a spreadsheet counts: the headings are row 1. */
  readonly number: number;
  readonly cells: Readonly<Record<Column, string>>;
  /** Whether it has more cells than there are headings: a comma without quotation marks, most often. */
  readonly hasTooMany: boolean;
  readonly faults: readonly CellFault[];
  /** `undefined` when something is wrong. */
  readonly invitation: NewInvitation | undefined;
}

export const isFaulty = ({ invitation }: InvitationRow): boolean => invitation === undefined;
