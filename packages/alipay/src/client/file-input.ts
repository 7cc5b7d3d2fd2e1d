/** A file on disk, which the client reads while it sends it. */
export interface FilePath {
  readonly path: string;
  /** The file's name for Alipay; the last part of `path` by default. */
  readonly filename?: string | undefined;
  /** Media type; derived from the file name by default. */
  readonly contentType?: string | undefined;
}

/** A file from memory or from a stream, with its name and media type for Alipay. */
export interface FileContent {
  readonly content: Uint8Array | Blob | AsyncIterable<Uint8Array>;
  /** Alipay derives the kind of a file from its name: give one with the right extension. `file` by default. */
  readonly filename?: string | undefined;
  /** Media type; derived from the file name by default. */
  readonly contentType?: string | undefined;
}

/**
 * What can be uploaded: bytes, a `Blob` or `File`, a stream (any async iterable of bytes: a Node or a web stream), or
 * a file by its path. The client sends paths and streams as it reads them, and never holds a whole file in memory.
 */
export type FileInput = Uint8Array | Blob | AsyncIterable<Uint8Array> | FilePath | FileContent;
