import {
  type CatalogueFields,
  type CatalogueOperation,
  type CommandCatalogue,
  schemaFields,
} from './command-catalogue.js';

export interface OperationReference extends CatalogueOperation {
  readonly id: string;
  /** Date of Alipay's document. */
  readonly document: string;
  /** The schemas that the operation reaches, by name. */
  readonly schemas: Readonly<Record<string, CatalogueFields>>;
  /** What to do about each error code; `null` where nothing is known. */
  readonly advice: Readonly<Record<string, { readonly en: string; readonly zh: string } | null>>;
}

/** The reference of one operation for programs. */
export function operationReference(
  catalogue: CommandCatalogue,
  id: string,
  operation: CatalogueOperation,
): OperationReference {
  const schemas: Record<string, CatalogueFields> = {};
  const visit = (name: string | undefined) => {
    const fields = schemaFields(catalogue, name);
    if (name === undefined || fields === undefined || name in schemas) return;
    schemas[name] = fields;
    for (const { type } of Object.values(fields)) visit(type);
  };
  for (const name of [operation.model, operation.response]) visit(name);
  const codes = [...operation.codes, ...catalogue.commonCodes].map((code) => [
    code,
    catalogue.advice[code] ?? catalogue.advice[code.replace(/^ACQ\./, '')] ?? null,
  ]);
  return { id, ...operation, schemas, advice: Object.fromEntries(codes), document: catalogue.document };
}
