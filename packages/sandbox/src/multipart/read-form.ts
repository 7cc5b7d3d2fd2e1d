import type { BusboyConfig, BusboyInstance } from '@fastify/busboy';
import { Refusal } from '../refusal.js';
import type { FormPart } from './form-part.js';

/** No operation of the catalogue has more than 20 parts. */
const limits: NonNullable<BusboyConfig['limits']> = { parts: 64, headerPairs: 32, headerSize: 16 * 1024 };

/**
 * Parses a `multipart/form-data` body. Each part's bytes stay as received, whatever charset or encoding it declares. Two
 * parts with the same name are refused because they are ambiguous.
 *
 * @throws Refusal
 */
export async function readForm(contentType: string, body: Buffer): Promise<FormPart[]> {
  const { Busboy } = await import('@fastify/busboy');
  const options = { headers: { 'content-type': contentType }, isPartAFile: () => true, limits };
  let parser: BusboyInstance;
  try {
    parser = new Busboy(options);
  } catch {
    throw unreadable('content-type中缺少boundary');
  }
  return collectParts(parser, body);
}

function collectParts(parser: BusboyInstance, body: Buffer): Promise<FormPart[]> {
  return new Promise((resolve, reject) => {
    const parts = new Map<string, FormPart>();
    const fail = (reason: string) => reject(unreadable(reason));
    parser.on('file', (name: string | undefined, stream, filename: string | undefined, _encoding, contentType) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => fail('表单不完整'));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (!name) fail('表单中有未命名的部分');
        else if (parts.has(name)) fail(`${name}重复`);
        else parts.set(name, { name, filename, contentType, content: Buffer.concat(chunks) });
      });
    });
    parser.on('partsLimit', () => fail(`表单超过${limits.parts}个部分`));
    parser.on('error', () => fail('表单不完整'));
    parser.on('finish', () => resolve([...parts.values()]));
    parser.end(body);
  });
}

function unreadable(reason: string): Refusal {
  return new Refusal('invalid-parameter', `参数有误：multipart表单无法读取（${reason}）`);
}
