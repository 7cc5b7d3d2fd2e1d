import { localized } from '../language/localized.js';
import { CommandProblem } from '../process/command-problem.js';
import { shown } from '../process/print.js';
import { type CatalogueOperation, type CommandCatalogue, findOperation } from './command-catalogue.js';
import { searchOperations } from './search-operations.js';

const texts = localized({
  en: { none: (id: string) => `there is no operation ${id}`, meant: (ids: string) => `; did you mean ${ids}?` },
  zh: { none: (id: string) => `没有接口 ${id}`, meant: (ids: string) => `；是否指 ${ids}？` },
});

/** The operation of that ID. @throws CommandProblem that names similar ones when there is none */
export function requireOperation(catalogue: CommandCatalogue, id: string): CatalogueOperation {
  const operation = findOperation(catalogue, id);
  if (operation !== undefined) return operation;
  const near = searchOperations(catalogue, [id.split('.').at(-1) ?? id]).slice(0, 3);
  const hint = near.length === 0 ? '' : texts.meant(near.map((one) => one.id).join(', '));
  throw new CommandProblem(texts.none(shown(id)) + hint);
}
