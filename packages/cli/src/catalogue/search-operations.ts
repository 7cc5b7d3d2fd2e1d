import {
  type CatalogueFields,
  type CatalogueOperation,
  type CatalogueStatus,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

export interface FoundOperation {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
  readonly status?: CatalogueStatus;
  /** The fields that match a word, by name. */
  readonly fields: readonly string[];
}

/** The operations that match every word, in their id, their summary or a field; best first. */
export function searchOperations(catalogue: CommandCatalogue, words: readonly string[]): FoundOperation[] {
  const wanted = words.map((word) => word.toLowerCase());
  const namesOf = fieldNames(catalogue);
  return Object.entries(catalogue.operations)
    .map(([id, operation]) => match(id, operation, wanted, namesOf(operation)))
    .filter((found) => found !== undefined)
    .sort((a, b) => b.score - a.score || a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
    .map(({ score: _, ...found }) => found);
}

type FieldNames = ReadonlyMap<string, string>;

function match(id: string, { en, zh, status }: CatalogueOperation, words: readonly string[], names: FieldNames) {
  const summary = `${en} ${zh}`.toLowerCase();
  const fields = new Set<string>();
  let score = 0;
  for (const word of words) {
    const found = [...names].filter(([name, text]) => name.includes(word) || text.includes(word)).map(([name]) => name);
    const points = wordScore(word, { id, summary, found });
    if (points === 0) return undefined;
    score += points;
    for (const name of found) fields.add(name);
  }
  return { id, en, zh, ...(status === undefined ? {} : { status }), fields: [...fields], score };
}

interface Place {
  readonly id: string;
  readonly summary: string;
  readonly found: readonly string[];
}

/** The id counts most, then the summary, then a field of exactly that name. */
function wordScore(word: string, { id, summary, found }: Place): number {
  if (id === word) return 100;
  const segments = id.split('.');
  return (
    (segments.at(-1) === word ? 12 : 0) +
    (segments.includes(word) ? 10 : 0) +
    (id.includes(word) ? 6 : 0) +
    (summary.includes(word) ? 5 : 0) +
    (found.includes(word) ? 3 : 0) +
    (found.length > 0 ? 1 : 0)
  );
}

/** Every field of an operation's parameters and response, nested ones included: its name, with its text in lower case. */
function fieldNames(catalogue: CommandCatalogue) {
  return ({ pathFields, queryFields, files, model, response }: CatalogueOperation): FieldNames => {
    const names = new Map<string, string>();
    const seen = new Set<string>();
    const visit = (fields: CatalogueFields | undefined) => {
      for (const [name, { type, name: chinese = '', nameEn = '' }] of Object.entries(fields ?? {})) {
        names.set(name, `${names.get(name) ?? ''} ${chinese} ${nameEn}`.toLowerCase());
        visitSchema(type);
      }
    };
    const visitSchema = (name: string | undefined) => {
      if (name === undefined || seen.has(name)) return;
      seen.add(name);
      visit(schemaFields(catalogue, name));
    };
    for (const fields of [pathFields, queryFields, files]) visit(fields);
    for (const name of [model, response]) visitSchema(name);
    return names;
  };
}
