import type { OperationDescription } from '../operation/operation-description.js';
import type { Schema } from '../schema/schema.js';
import { typeText } from '../schema/type-text.js';
import { declaration, isInterface, unionDeclaration } from './declaration.js';
import { about } from './docstring.js';
import type { MethodTypes } from './operation-text.js';
import type { Output } from './output.js';
import { declaresParameters, parameterSchemas, parametersType } from './parameters-type.js';
import { quote } from './source-text.js';
import { commonErrorCode } from './type-registry.js';

/** The names of the types that are declared for one operation; `undefined` for those that it does without. */
export interface OperationTypeNames {
  readonly parameters: string | undefined;
  readonly response: string | undefined;
  readonly errorCode: string | undefined;
}

/** What a method is written with, and the declarations it needs by the name that each declares. */
export interface OperationTypes extends MethodTypes {
  readonly declarations: ReadonlyMap<string, string>;
}

/** The types to declare for an operation, named after `stem`. */
export function operationTypeNames(operation: OperationDescription, stem: string): OperationTypeNames {
  const { common, own } = operation.errorCodes;
  return {
    parameters: declaresParameters(operation) ? `${stem}Parameters` : undefined,
    response: isInterface(operation.response) ? `${stem}Response` : undefined,
    errorCode: common || own.length > 0 ? `${stem}ErrorCode` : undefined,
  };
}

/** Schemas that the operation's types mention. */
export function operationSchemas(operation: OperationDescription): readonly (Schema | 'file')[] {
  return [...parameterSchemas(operation), operation.response];
}

function errorCodeDeclaration(name: string, operation: OperationDescription): string {
  const { own, common } = operation.errorCodes;
  const members = [...own.map(quote), ...(common ? [commonErrorCode] : []), '(string & {})'];
  return unionDeclaration(name, members, about(`Error codes of \`${operation.id}\`; Alipay may add others.`));
}

/** The types that an operation's method is written with. */
export function operationTypes(
  operation: OperationDescription,
  own: OperationTypeNames,
  { names, schemas }: Output,
): OperationTypes {
  const parameters = parametersType(own.parameters, operation, schemas, names);
  const declarations = new Map<string, string>();
  if (own.parameters !== undefined) declarations.set(own.parameters, parameters?.declaration ?? '');
  if (own.response !== undefined) {
    const documentation = about(`Response of \`${operation.id}\`.`);
    declarations.set(own.response, declaration(own.response, operation.response, documentation, names));
  }
  if (own.errorCode !== undefined) declarations.set(own.errorCode, errorCodeDeclaration(own.errorCode, operation));
  return {
    parameters,
    response: own.response ?? typeText(operation.response, names, { indent: '  ', column: 2 }),
    errorCode: own.errorCode,
    declarations,
  };
}
