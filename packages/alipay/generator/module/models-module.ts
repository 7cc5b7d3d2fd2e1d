import { type Output, schemaDeclaration } from './api-module.js';
import { unionDeclaration } from './declaration.js';
import { undocumented } from './docstring.js';
import { quote } from './source-text.js';
import { commonErrorCode } from './type-registry.js';

function commonErrorCodes(codes: readonly string[]): string {
  const paragraphs = ["Error codes of Alipay's gateway, with which every operation can be answered."];
  const members = codes.length === 0 ? ['string'] : codes.map(quote);
  return unionDeclaration(commonErrorCode, members, { ...undocumented, paragraphs });
}

/** The module of the types that several APIs use; `undefined` when there are none. */
export function modelsModule(output: Output, commonCodes: readonly string[] | undefined): string | undefined {
  const declarations = new Map(
    [...output.shared].map((name) => [output.names.schema(name), schemaDeclaration(name, output)]),
  );
  if (commonCodes !== undefined) declarations.set(commonErrorCode, commonErrorCodes(commonCodes));
  if (declarations.size === 0) return undefined;
  const sorted = [...declarations].sort(([one], [other]) => (one < other ? -1 : 1));
  return [output.header, ...sorted.map(([, text]) => text)].join('\n');
}
