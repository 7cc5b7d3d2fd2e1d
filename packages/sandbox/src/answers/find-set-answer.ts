import { catalogue } from '../catalogue/catalogue.js';
import { findCataloguedOperation } from '../catalogue/find-catalogued-operation.js';
import type { OperationFinder } from '../gateway/gateway-operation.js';
import type { AnswerList } from './answer-list.js';

/** Operations whose answer was set, those among them that the sandbox would do itself. */
export function setAnswerFinder(answers: AnswerList): OperationFinder {
  return (method, path) => {
    if (answers.isEmpty) return undefined;
    const operation = catalogue().paths.find(path)?.operations.get(method);
    return operation !== undefined && answers.has(operation.id) ? findCataloguedOperation(method, path) : undefined;
  };
}
