import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { FileContent } from '@lingpai/alipay';
import { HubError } from '../problems/hub-error.js';
import { utf8Text } from './utf8-text.js';

/** What a multipart form holds. */
export interface ProxiedForm {
  /** The part `data`: JSON, which is what is signed. */
  readonly content: string | undefined;
  readonly files: Readonly<Record<string, FileContent>>;
}

interface Part {
  readonly filename: string | undefined;
  readonly contentType: string;
  readonly content: Buffer;
}

const dataPart = 'data';
const limits = { parts: 64, headerPairs: 32, headerSize: 16_384 };

/** @throws HubError when the form is cut off or ambiguous */
export async function readForm(contentType: string, body: Buffer): Promise<ProxiedForm> {
  const parts = await readParts(contentType, body);
  const data = parts.get(dataPart);
  parts.delete(dataPart);
  const files = [...parts].map(([name, { filename, contentType: type, content }]) => {
    if (filename === undefined) throw wrong(`the part ${shown(name)} has no file name; parameters belong in "data"`);
    return [name, { content, filename, contentType: type }] as const;
  });
  return { content: data === undefined ? undefined : utf8Text(data.content), files: Object.fromEntries(files) };
}

function readParts(contentType: string, body: Buffer): Promise<Map<string, Part>> {
  let parser: BusboyInstance;
  try {
    parser = new Busboy({ headers: { 'content-type': contentType }, isPartAFile: () => true, limits });
  } catch {
    throw wrong('its content type names no boundary');
  }
  return new Promise((resolve, reject) => {
    const parts = new Map<string, Part>();
    const fail = (why: string) => reject(wrong(why));
    parser.on('file', (name: string | undefined, stream, filename: string | undefined, _encoding, type) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => fail('it is cut off'));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (!name) fail('a part has no name');
        else if (parts.has(name)) fail(`two parts are called ${shown(name)}`);
        else parts.set(name, { filename, contentType: type, content: Buffer.concat(chunks) });
      });
    });
    parser.on('partsLimit', () => fail(`it has more than ${limits.parts} parts`));
    parser.on('error', () => fail('it is cut off'));
    parser.on('finish', () => resolve(parts));
    parser.end(body);
  });
}

const shown = (name: string) => JSON.stringify(name.slice(0, 100));

const wrong = (why: string) => new HubError('invalid-request', `the multipart form cannot be passed on: ${why}`);
