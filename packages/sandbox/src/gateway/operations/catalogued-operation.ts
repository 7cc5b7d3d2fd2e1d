import { type Catalogue, catalogue } from '../../catalogue/catalogue.js';
import type { CataloguedOperation } from '../../catalogue/catalogued-operation.js';
import { checkValue } from '../../catalogue/check-value.js';
import { exampleValue } from '../../catalogue/example-value.js';
import type { SchemaNode } from '../../catalogue/schema-node.js';
import { Refusal } from '../../refusal.js';
import { type GatewayOperation, StatusedModel, StreamedModel } from '../gateway-operation.js';
import { type CallParameters, checkCall } from './check-call.js';

/**
 * An operation of the catalogue: it checks the call and responds with the stub, or with an example.
 *
 * @throws Refusal when the path exists and the verb is wrong
 */
export function findCataloguedOperation(method: string, path: string): GatewayOperation | undefined {
  const known = catalogue();
  const match = known.paths.find(path);
  if (match === undefined) return undefined;
  const operation = match.operations.get(method);
  if (operation === undefined) {
    const expected = [...match.operations.keys()].join('、');
    throw new Refusal('invalid-parameter', `参数有误：请求方法${method}应为${expected}`);
  }
  return cataloguedOperation(known, operation, match.parameters);
}

function cataloguedOperation(
  known: Catalogue,
  operation: CataloguedOperation,
  path: ReadonlyMap<string, string>,
): GatewayOperation {
  return {
    id: operation.id,
    response(call, { stubs, settings }) {
      const given = checkCall(call, { operation, path, settings });
      const set = stubs.take(operation.id);
      if (set !== undefined && (set.status >= 400 || !operation.streams))
        return new StatusedModel(set.status, set.body);
      const model = set?.body ?? exampleResponse(known, operation.response, given);
      return operation.streams ? new StreamedModel(model) : model;
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
