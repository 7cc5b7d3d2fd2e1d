import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** Where the bytes of a part come from. */
export interface FileSource {
  /** The bytes themselves, when they are in memory already. */
  readonly bytes?: Uint8Array;
  /** Whether it can be read again, for another attempt. */
  readonly replayable: boolean;
  /** Its length, or `undefined` when only reading can tell; a `TypeError` when it cannot be read. */
  size(): Promise<number | undefined>;
  /** Its bytes, after `size()`: exactly as many as that said. */
  open(): AsyncIterable<Uint8Array>;
  /** Destroys a stream that was not read to its end. */
  release(): void;
}

export function bytesSource(bytes: Uint8Array): FileSource {
  return {
    bytes,
    replayable: true,
    size: async () => bytes.length,
    async *open() {
      yield bytes;
    },
    release: nothing,
  };
}

export function blobSource(blob: Blob): FileSource {
  return { replayable: true, size: async () => blob.size, open: () => blob.stream(), release: nothing };
}

/** A file that is opened for each attempt. */
export function pathSource(part: string, path: string): FileSource {
  let length = 0;
  return {
    replayable: true,
    async size() {
      length = await fileSize(part, path);
      return length;
    },
    async *open() {
      let left = length;
      if (left === 0) return;
      for await (const chunk of createReadStream(path, { end: length - 1 })) {
        left -= (chunk as Buffer).length;
        yield chunk as Buffer;
      }
      if (left > 0) throw new Error('the file became shorter while it was read');
    },
    release: nothing,
  };
}

/**
 * A stream, which can be read once. The source handles its errors, so a stream that fails before it is read causes no
 * unhandled error.
 */
export function streamSource(part: string, stream: AsyncIterable<Uint8Array>): FileSource {
  const readable = asReadable(part, stream);
  readable.on('error', nothing);
  return {
    replayable: false,
    size: async () => undefined,
    async *open() {
      for await (const chunk of readable) {
        if (!(chunk instanceof Uint8Array)) throw new TypeError('expected a stream of bytes');
        yield chunk;
      }
    },
    release: () => readable.destroy(),
  };
}

async function fileSize(part: string, path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new TypeError(`${part}: the file cannot be read`, { cause });
  });
  if (!found.isFile()) throw new TypeError(`${part}: expected the path of a file, found that of something else`);
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new TypeError(`${part}: the file cannot be read`, { cause });
  });
  return found.size;
}

function asReadable(part: string, stream: AsyncIterable<Uint8Array>): Readable {
  if (stream instanceof Readable) {
    if (stream.readableDidRead) throw new TypeError(`${part}: found a stream that was read already`);
    if (stream.readableEncoding) throw new TypeError(`${part}: expected a stream of bytes, found one of text`);
    return stream;
  }
  if (!('getReader' in stream)) return Readable.from(stream);
  const web = stream as ReadableStream<Uint8Array>;
  if (web.locked || isRead(web)) throw new TypeError(`${part}: found a stream that was read already`);
  return Readable.fromWeb(web);
}

/** Node accepts web streams here, which its types do not say. */
function isRead(stream: unknown): boolean {
  return Readable.isDisturbed(stream as Readable);
}

function nothing(): void {}
