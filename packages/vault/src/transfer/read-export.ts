import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { VaultContext } from '../context/vault-context.js';
import { systemCode } from '../errors/system-code.js';
import { VaultError } from '../errors/vault-error.js';
import { linePlace } from './line-place.js';
import type {
  TransferHeader,
  TransferLine,
  TransferOrder,
  TransferRecord,
  TransferTrailer,
} from './transfer-record.js';

const damaged = (what: string) => new VaultError('invalid-import', `the file to import ${what}`);

/**
 * Reads what `export` wrote. The last record has come only when the generator has returned.
 *
 * @throws VaultError `invalid-import`, `missing-key`, `wrong-environment`, `unknown-application`
 */
export async function* readExport(
  context: VaultContext,
  path: string,
): AsyncGenerator<TransferRecord | TransferOrder, void, undefined> {
  const input = (await openFile(path)).createReadStream();
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let header: TransferHeader | undefined;
  let trailer: TransferTrailer | undefined;
  let line = 0;
  try {
    for await (const text of lines) {
      if (header === undefined) {
        header = parseHeader(context, text);
        continue;
      }
      if (trailer !== undefined) throw damaged('goes on after its end');
      line += 1;
      const content = openLine(context, header, line, text);
      if ('records' in content) trailer = content;
      else yield content;
    }
  } finally {
    lines.close();
    input.destroy();
  }
  if (trailer === undefined || trailer.records !== line - 1) throw damaged('is not whole');
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (cause) {
    throw new VaultError('file', `from: the file to import cannot be read (${systemCode(cause)})`, { cause });
  }
  throw new VaultError('file', 'from: expected the file that export wrote, found a folder or device');
}

function parseHeader({ applications }: VaultContext, text: string): TransferHeader {
  let header: TransferHeader;
  try {
    header = JSON.parse(text);
  } catch {
    throw damaged('is not one of export');
  }
  if (header.format !== 'lingpai-export' || header.version !== 1) throw damaged('is not one of this version of export');
  for (const [appId, environment] of Object.entries(header.environments)) {
    const application = applications.served(appId);
    if (application === undefined) {
      throw new VaultError(
        'unknown-application',
        'the file has merchants of an application that the vault does not have',
        {
          appId,
        },
      );
    }
    if (application.environment === environment) continue;
    const message = `the file has merchants of "${environment}", the client speaks to "${application.environment}"`;
    throw new VaultError('wrong-environment', message, { appId });
  }
  return header;
}

function openLine(
  { keyRing }: VaultContext,
  { exportId, keyId }: TransferHeader,
  line: number,
  text: string,
): TransferLine {
  const opened = keyRing.open({ bytes: Buffer.from(text, 'base64'), keyId }, linePlace(exportId, line));
  if (!opened.ok) throw damaged(`has a line ${line + 1} that does not open`);
  return JSON.parse(opened.text);
}
