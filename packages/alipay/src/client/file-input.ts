/** A file on disk, read while it is sent. */
export interface FilePath {
  readonly path: string;
  /** Name that Alipay is told; the last part of `path` by default. */
  readonly filename?: string | undefined;
  /** Media type; derived from the file name by default. */
  readonly contentType?: string | undefined;
}

/** A file from memory or from a stream, with the name and media type that Alipay is told. */
export interface FileContent {
  readonly content: Uint8Array | Blob | AsyncIterable<Uint8Array>;
  /** Alipay derives the kind of a file from its name: give one with the right extension. `file` by default. */
  readonly filename?: string | undefined;
  /** Media type; derived from the file name by default. */
  readonly contentType?: string | undefined;
}

/**
 * What can be uploaded: bytes, a `Blob` or `File`, a stream (any async iterable of bytes: a Node or a web stream), or
 * a file by its path. Paths and streams are sent as they are read and never held in memory whole.
 */
export type FileInput = Uint8Array | Blob | AsyncIterable<Uint8Array> | FilePath | FileContent;
