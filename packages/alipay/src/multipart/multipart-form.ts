import { randomBytes } from 'node:crypto';
import { AlipayTransportError } from '../errors/alipay-transport-error.js';
import type { FilePart } from './file-part.js';

/** The part that is signed: the operation's parameters, or their cipher text. */
export interface DataPart {
  readonly content: string;
  readonly contentType: string;
}

/** A form, ready to be sent. */
export interface MultipartForm {
  /** With the boundary. */
  readonly contentType: string;
  /** Bytes; `undefined` when only reading a part shows its length. */
  readonly contentLength: number | undefined;
  /** Whether `open` may be called again, for another attempt. */
  readonly replayable: boolean;
  /** The form's bytes: whole when all parts are in memory, otherwise as they are read. */
  open(): Uint8Array | AsyncIterable<Uint8Array>;
}

interface Segment {
  readonly header: Buffer;
  readonly part: FilePart;
}

const lineBreak = Buffer.from('\r\n');

/**
 * Lays out a `multipart/form-data` body: the part `data` first, then the files.
 *
 * Source: https://opendocs.alipay.com/open-v3/054oog, RFC 7578
 *
 * @param boundary must not occur in any part; random by default
 * @throws TypeError naming the part whose file cannot be read
 */
export async function multipartForm(
  data: DataPart | undefined,
  files: readonly FilePart[],
  boundary: string = `lingpai-${randomBytes(18).toString('hex')}`,
): Promise<MultipartForm> {
  const delimiter = `--${boundary}`;
  const start = Buffer.from(data === undefined ? '' : dataPart(delimiter, data));
  const segments = files.map((part) => ({ header: Buffer.from(fileHeader(delimiter, part)), part }));
  const end = Buffer.from(`${delimiter}--\r\n`);
  const sizes = await Promise.all(files.map((part) => part.source.size()));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: totalLength(start, segments, sizes, end),
    replayable: files.every((part) => part.source.replayable),
    open: () => inMemory(start, segments, end) ?? streamed(start, segments, end),
  };
}

/** Destroys the streams among the parts of a form. */
export function releaseParts(files: readonly FilePart[]): void {
  for (const part of files) part.source.release();
}

function dataPart(delimiter: string, { content, contentType }: DataPart): string {
  return `${delimiter}\r\nContent-Disposition: form-data; name="data"\r\nContent-Type: ${contentType}\r\n\r\n${content}\r\n`;
}

function fileHeader(delimiter: string, part: FilePart): string {
  const disposition = `form-data; name="${escapeName(part.name)}"; filename="${escapeName(part.filename)}"`;
  return `${delimiter}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${part.contentType}\r\n\r\n`;
}

/**
 * As browsers do: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
 * The backslash as well, because many servers take it for an escape: a name that ends in one would swallow its quote.
 */
function escapeName(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22').replaceAll('\\', '%5C');
}

function totalLength(
  start: Buffer,
  segments: readonly Segment[],
  sizes: readonly (number | undefined)[],
  end: Buffer,
): number | undefined {
  let total = start.length + end.length;
  for (const [index, { header }] of segments.entries()) {
    const size = sizes[index];
    if (size === undefined) return undefined;
    total += header.length + size + lineBreak.length;
  }
  return total;
}

function inMemory(start: Buffer, segments: readonly Segment[], end: Buffer): Buffer | undefined {
  const chunks: Uint8Array[] = [start];
  for (const { header, part } of segments) {
    if (part.source.bytes === undefined) return undefined;
    chunks.push(header, part.source.bytes, lineBreak);
  }
  return Buffer.concat([...chunks, end]);
}

async function* streamed(start: Buffer, segments: readonly Segment[], end: Buffer): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (const { header, part } of segments) {
    yield header;
    yield* readPart(part);
    yield lineBreak;
  }
  yield end;
}

async function* readPart(part: FilePart): AsyncGenerator<Uint8Array> {
  try {
    yield* part.source.open();
  } catch (cause) {
    throw new AlipayTransportError(`${escapeName(part.name)}: it could not be read to its end while it was sent`, {
      outcome: 'unknown',
      cause,
    });
  }
}
