/** One part of a form that is written as it is given. */
export interface WrittenPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly filename?: string;
  readonly contentType?: string;
}

export const formBoundary = 'boundary-of-a-test';
export const formType = `multipart/form-data; boundary=${formBoundary}`;

/** A `multipart/form-data` body. */
export function formBody(parts: readonly WrittenPart[]): Buffer {
  const chunks = parts.flatMap(({ name, content, filename, contentType }) => [
    `--${formBoundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    contentType === undefined ? '' : `\r\nContent-Type: ${contentType}`,
    '\r\n\r\n',
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${formBoundary}--\r\n`].map((chunk) => Buffer.from(chunk)));
}
