import { basename } from 'node:path';
import type { FileContent, FileInput, FilePath } from '../client/file-input.js';
import type { OptionNames } from '../client/option-names.js';
import { blobSource, bytesSource, type FileSource, pathSource, streamSource } from './file-source.js';
import { mediaTypeOf } from './media-type.js';

/** One file of a form, not yet opened. */
export interface FilePart {
  readonly name: string;
  readonly filename: string;
  readonly contentType: string;
  readonly source: FileSource;
}

const fileOptions: OptionNames<FilePath & FileContent> = {
  path: true,
  content: true,
  filename: true,
  contentType: true,
};
const defaultFilename = 'file';
/** A media type with its parameters, as a part's header can carry it. */
const mediaType = /^[\x21-\x7e]+\/[\x20-\x7e]+$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a header cannot carry.
const unsendable = /[\x00-\x1f\x7f]|\p{Surrogate}/u;

/** @throws TypeError naming the part when its name cannot be sent or its input is not a file */
export function filePart(name: string, input: FileInput): FilePart {
  if (name === '' || !isSendable(name)) {
    throw new TypeError('files: found the name of a part that is empty or has a character that a header cannot carry');
  }
  const shown = name.replaceAll(/[\r\n]+/g, ' ');
  const { content, path, ...given } = recognise(shown, input);
  const source = path === undefined ? contentSource(shown, content) : pathSource(shown, path);
  const filename = given.filename ?? nameOf(path ?? content) ?? defaultFilename;
  if (typeof filename !== 'string' || filename === '') throw new TypeError(`${shown}: expected a filename`);
  if (!isSendable(filename)) {
    throw new TypeError(`${shown}: found a filename with a character that a header cannot carry`);
  }
  const contentType = given.contentType ?? typeOf(content) ?? mediaTypeOf(filename);
  if (typeof contentType !== 'string' || !mediaType.test(contentType)) {
    throw new TypeError(`${shown}: expected a contentType such as "image/png"`);
  }
  return { name, filename, contentType, source };
}

/** Whether a part's header can carry a name; line breaks are escaped there. */
function isSendable(name: string): boolean {
  return !unsendable.test(name.replaceAll(/[\r\n]/g, ''));
}

interface RecognisedFile {
  readonly content?: unknown;
  readonly path?: string;
  readonly filename?: string | undefined;
  readonly contentType?: string | undefined;
}

function recognise(name: string, input: FileInput): RecognisedFile {
  if (isContent(input)) return { content: input };
  const description = typeof input === 'object' && input !== null ? input : {};
  checkFileOptions(name, description);
  const { content, path, filename, contentType } = description as Partial<FilePath & FileContent>;
  if (content !== undefined && path === undefined) return { content, filename, contentType };
  if (typeof path === 'string' && content === undefined) return { path, filename, contentType };
  throw new TypeError(`${name}: expected bytes, a Blob, a stream, { path } or { content }`);
}

/** Other libraries' files have members of their own: only a literal is checked. */
function checkFileOptions(name: string, description: object): void {
  if (Object.getPrototypeOf(description) !== Object.prototype) return;
  const unknown = Object.keys(description).find((option) => !Object.hasOwn(fileOptions, option));
  if (unknown !== undefined) throw new TypeError(`${name}: a file has no option ${JSON.stringify(unknown)}`);
}

function contentSource(name: string, content: unknown): FileSource {
  if (content instanceof Uint8Array) return bytesSource(content);
  if (content instanceof Blob) return blobSource(content);
  if (isIterable(content)) return streamSource(name, content);
  throw new TypeError(`${name}: expected bytes, a Blob or a stream in content, found ${typeof content}`);
}

function isContent(input: unknown): boolean {
  return input instanceof Uint8Array || input instanceof Blob || isIterable(input);
}

function isIterable(input: unknown): input is AsyncIterable<Uint8Array> {
  return typeof input === 'object' && input !== null && Symbol.asyncIterator in input;
}

/** The name that a path, a `File` or a stream from a file brings along. */
function nameOf(source: unknown): string | undefined {
  if (typeof source === 'string') return basename(source) || undefined;
  if (typeof source !== 'object' || source === null) return undefined;
  if ('name' in source && source instanceof Blob) return basename(String(source.name)) || undefined;
  return 'path' in source && typeof source.path === 'string' ? nameOf(source.path) : undefined;
}

function typeOf(content: unknown): string | undefined {
  return content instanceof Blob && mediaType.test(content.type) ? content.type : undefined;
}
