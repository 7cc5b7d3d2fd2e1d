import { unionDeclaration } from './declaration.js';
import { about } from './docstring.js';
import { header } from './header.js';
import { type Output, schemaDeclaration, sortedTexts } from './output.js';
import { quote } from './source-text.js';
import { commonErrorCode } from './type-registry.js';

function commonErrorCodes(codes: readonly string[]): string {
  const members = codes.length === 0 ? ['string'] : codes.map(quote);
  const documentation = about("Error codes of Alipay's gateway, with which every operation can be received.");
  return unionDeclaration(commonErrorCode, members, documentation);
}

/**
 * The module of the types that several APIs use; `undefined` when there are none.
 *
 * @param commonCodes `undefined` when no operation responds with them
 */
export function modelsModule(output: Output, commonCodes: readonly string[] | undefined): string | undefined {
  const declarations = new Map(
    Array.from(output.shared, (name) => [output.names.schema(name), schemaDeclaration(name, output)]),
  );
  if (commonCodes !== undefined) declarations.set(commonErrorCode, commonErrorCodes(commonCodes));
  if (declarations.size === 0) return undefined;
  return [header(output.root), ...sortedTexts(declarations)].join('\n');
}
