import type { Body, OperationDescription } from '../operation/operation-description.js';
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
  const { body, documentation } = operation;
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
    body: body?.kind === 'multipart' ? annotateParts(body, annotate) : body,
  };
}

/** The parts of a form: what is known of them never makes one required, only Alipay's document does. */
function annotateParts(body: Body & { kind: 'multipart' }, annotate: (property: Property) => Property): Body {
  const parts = body.parts.map((part) => ({ ...part, documentation: annotate(part).documentation }));
  return { ...body, parts };
}
