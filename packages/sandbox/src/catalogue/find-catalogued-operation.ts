import { type GatewayOperation, type OperationFinder, StatusedModel } from '../gateway/gateway-operation.js';
import { Refusal } from '../refusal.js';
import { type Catalogue, catalogue } from './catalogue.js';
import type { CataloguedOperation } from './catalogued-operation.js';
import { type CallParameters, checkCall } from './check-call.js';
import { checkValue } from './check-value.js';
import { exampleValue } from './example-value.js';
import type { SchemaNode } from './schema-node.js';

/** Every operation of the catalogue: the call is checked, and answered as was set, or with an example. */
export const findCataloguedOperation: OperationFinder = (method, path) => {
  const known = catalogue();
  const match = known.paths.find(path);
  if (match === undefined) return undefined;
  const operation = match.operations.get(method);
  if (operation === undefined) {
    const expected = [...match.operations.keys()].join('、');
    throw new Refusal('invalid-parameter', `参数有误：请求方法${method}应为${expected}`);
  }
  return cataloguedOperation(known, operation, match.parameters);
};

function cataloguedOperation(
  known: Catalogue,
  operation: CataloguedOperation,
  path: ReadonlyMap<string, string>,
): GatewayOperation {
  return {
    id: operation.id,
    response(call, { stubs }) {
      const given = checkCall(call, operation, path, known.schemas);
      const set = stubs.take(operation.id);
      if (set !== undefined) return new StatusedModel(set.status, set.body);
      return exampleResponse(known, operation.response, given);
    },
  };
}

/** Texts, numbers and booleans of the call come back in members of the same name. */
function exampleResponse({ schemas }: Catalogue, response: SchemaNode, given: CallParameters): object {
  const { properties = {} } = schemas.resolve(response);
  const echoed = Object.entries(properties).flatMap(([name, schema]) => {
    const value = given.get(name);
    const fits = value !== undefined && !Object.is(Object(value), value) && !checkValue(value, schema, schemas);
    return fits ? [[name, value] as const] : [];
  });
  return { ...Object(exampleValue(response, schemas)), ...Object.fromEntries(echoed) };
}
