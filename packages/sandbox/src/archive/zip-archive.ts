import { crc32, deflateRawSync } from 'node:zlib';
import { chinaTime } from '../clock/china-time.js';

/** A file of an archive. */
export interface ZipEntry {
  /** In the encoding of the system that wrote the archive; the archive does not say which. */
  readonly name: Uint8Array;
  readonly content: Uint8Array;
}

const version = 20;
const deflated = 8;

/** Writes a ZIP archive without ZIP64: at most 65,535 files and 4 GiB. @param modifiedAt milliseconds since 1970 */
export function zipArchive(entries: readonly ZipEntry[], modifiedAt: number): Buffer {
  const time = dosTime(modifiedAt);
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const data = deflateRawSync(content);
    const common = commonHeader(time, { name, content, data });
    const file = Buffer.concat([number32(0x04034b50), common, number16(0), name, data]);
    files.push(file);
    directory.push(
      number32(0x02014b50),
      number16(version),
      common,
      // No extra field, no comment; the first disk; no attributes.
      Buffer.alloc(12),
      number32(offset),
      Buffer.from(name),
    );
    offset += file.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = number16(entries.length);
  const end = [number32(0x06054b50), Buffer.alloc(4), count, count, number32(size), number32(offset), number16(0)];
  return Buffer.concat([...files, ...directory, ...end]);
}

interface EntryData extends ZipEntry {
  readonly data: Uint8Array;
}

/** The part that a file's header and its entry in the directory share, from the version to the length of the name. */
function commonHeader(time: Buffer, { name, content, data }: EntryData): Buffer {
  return Buffer.concat([
    number16(version),
    number16(0),
    number16(deflated),
    time,
    number32(crc32(content)),
    number32(data.length),
    number32(content.length),
    number16(name.length),
  ]);
}

/** Two seconds are the smallest step. */
function dosTime(milliseconds: number): Buffer {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = chinaTime(milliseconds)
    .split(/\D/)
    .map(Number);
  const time = number16((hour << 11) | (minute << 5) | (second >> 1));
  // The format ends with the year 2107.
  const years = Math.min(Math.max(year - 1980, 0), 127);
  return Buffer.concat([time, number16((years << 9) | (month << 5) | day)]);
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
