import {
  type DocumentWarning,
  type FactSet,
  GeneratorError,
  generateApis,
  type WrittenApis,
  writeApis,
} from '@lingpai/alipay/generator';
import { readDocument } from './read-document.js';

export interface GenerateOptions {
  /** The document's file. */
  readonly from: string;
  /** The folder for the modules. */
  readonly out: string;
  readonly runtime: string;
  /** The file of facts. */
  readonly facts?: string;
}

export interface GeneratedModules {
  /** What was odd about the document, a line each; empty when nothing was. */
  readonly warnings: string;
  /** What was done, in a line. */
  readonly summary: string;
}

/** Writes API modules. @throws GeneratorError, or the system's error */
export async function generateModules({ from, out, runtime, facts }: GenerateOptions): Promise<GeneratedModules> {
  const known = facts === undefined ? {} : { facts: await readFacts(facts) };
  const { files, operations, warnings } = generateApis(await readDocument(from), { runtime, ...known });
  return { warnings: warningText(warnings), summary: summary(operations.length, writeApis(files, out)) };
}

async function readFacts(path: string): Promise<FactSet> {
  const facts = await readDocument(path);
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) {
    throw new GeneratorError(`${path}: expected an object with "operations" and "schemas"`);
  }
  return facts;
}

function summary(operations: number, { written, unchanged, removed }: WrittenApis): string {
  const files = `${count(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  return `${count(operations, 'operation')}: ${files}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const shownWarnings = 50;

function warningText(warnings: readonly DocumentWarning[]): string {
  const lines = warnings.slice(0, shownWarnings).map(({ pointer, message }) => `warning: ${pointer}: ${message}\n`);
  const more = warnings.length - shownWarnings;
  return `${lines.join('')}${more > 0 ? `warning: and ${more} more\n` : ''}`;
}
