/** One part of a multipart form, as received. */
export interface FormPart {
  readonly name: string;
  /** `undefined` when the part is not a file. */
  readonly filename: string | undefined;
  /** Lower-case media type without its parameters. */
  readonly contentType: string;
  readonly content: Buffer;
}

/** The part that holds an operation's parameters, and is signed. */
export const dataPartName = 'data';
