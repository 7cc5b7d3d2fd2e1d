import type { OperationDescription } from '../operation/operation-description.js';
import type { Property } from '../schema/schema.js';
import { annotateProperty } from './annotate-schema.js';
import type { OperationFacts } from './fact.js';

/** Puts what is known about an operation into its description. */
export function annotateOperation(
  operation: OperationDescription,
  facts: OperationFacts | undefined,
): OperationDescription {
  if (facts === undefined) return operation;
  const { summary, parameters = {} } = facts;
  const { documentation } = operation;
  const annotate = (property: Property) => annotateProperty(property, parameters[property.name], true);
  const lines = summary === undefined ? [] : [`${summary.en}.\n${summary.zh}。`];
  return {
    ...operation,
    documentation: { ...documentation, paragraphs: [...lines, ...documentation.paragraphs] },
    parameters: {
      ...operation.parameters,
      path: operation.parameters.path.map(annotate),
      query: operation.parameters.query.map(annotate),
    },
  };
}
