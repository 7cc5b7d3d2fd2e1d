import type { CatalogueOperation } from '../catalogue/command-catalogue.js';
import { CommandProblem } from '../process/command-problem.js';

type Parameters = Readonly<Record<string, unknown>>;

export interface DecodedFiles {
  /** For the client: each file as its bytes. */
  readonly sent: Parameters;
  /** For the check of the parameters, which knows a file by its path. */
  readonly checked: Parameters;
}

/**
 * Reads the files among the parameters of a call. An agent gives their contents: a path would let a text that the agent reads
 * choose a file of this machine.
 */
export function decodeFiles({ files = {} }: CatalogueOperation, parameters: Parameters): DecodedFiles {
  const sent: Record<string, unknown> = { ...parameters };
  const checked: Record<string, unknown> = { ...parameters };
  for (const name of Object.keys(files).filter((file) => Object.hasOwn(parameters, file))) {
    const { base64, filename } = Object(parameters[name]);
    if (typeof base64 !== 'string' || typeof filename !== 'string' || !/^[\w+/]*={0,2}$/.test(base64)) {
      throw new CommandProblem(`${name}: expected a file, such as {"base64": "…", "filename": "photo.jpg"}`);
    }
    sent[name] = { content: Buffer.from(base64, 'base64'), filename };
    checked[name] = { path: filename };
  }
  return { sent, checked };
}
