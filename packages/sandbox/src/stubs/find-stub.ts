import { catalogue } from '../catalogue/catalogue.js';
import { findCataloguedOperation } from '../catalogue/find-catalogued-operation.js';
import type { OperationFinder } from '../gateway/gateway-operation.js';
import type { StubList } from './stub-list.js';

/** Operations whose response was set, those among them that the sandbox would do itself. */
export function stubFinder(stubs: StubList): OperationFinder {
  return (method, path) => {
    if (stubs.isEmpty) return undefined;
    const operation = catalogue().paths.find(path)?.operations.get(method);
    return operation !== undefined && stubs.has(operation.id) ? findCataloguedOperation(method, path) : undefined;
  };
}
