import type { DocumentTitle } from '../document/document-title.js';

/** What a change is about. */
export type ChangeSubject = 'operation' | 'request' | 'response' | 'error code';

/** One difference between two documents. */
export interface DocumentChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly subject: ChangeSubject;
  /** Id of the operation; `null` for the gateway's error codes, which every operation can return. */
  readonly operation: string | null;
  /** Path of the field, such as `goods_detail[].price`; of a request or a response only. */
  readonly field?: string;
  /** The error code. */
  readonly code?: string;
  /** What the changed thing was and is. */
  readonly detail?: string;
  /** Whether a program that was written for the old document may fail, or no longer compile. */
  readonly breaking: boolean;
}

export interface DocumentDiff {
  readonly from: DocumentTitle;
  readonly to: DocumentTitle;
  /** How many operations were added, removed and changed, and how many changes break callers. */
  readonly summary: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly breaking: number;
  };
  /** By operation, in the order of their ids. */
  readonly changes: readonly DocumentChange[];
  /** What is odd in either document, one text each. */
  readonly warnings: readonly string[];
}
