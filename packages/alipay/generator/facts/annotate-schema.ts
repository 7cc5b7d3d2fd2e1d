import type { ObjectSchema, Property, Schema } from '../schema/schema.js';
import { withAlternatives } from './alternatives.js';
import type { Fact, FieldFacts } from './fact.js';
import { factDocumentation } from './fact-documentation.js';
import { sentFact } from './sent-fact.js';

const enforced: ReadonlySet<string> = new Set(['document', 'description', 'documentation']);

/** Puts facts about its fields into an object's schema. @param isRequest whether only calls send it */
export function annotateSchema(schema: Schema, facts: FieldFacts, isRequest: boolean): Schema {
  if (schema.kind !== 'object' || schema.properties.length === 0) return schema;
  const properties = schema.properties.map((property) =>
    annotateProperty(property, factOf(facts, property), isRequest),
  );
  const annotated: ObjectSchema = { ...schema, properties };
  return isRequest ? withAlternatives(annotated, facts) : annotated;
}

/** @param isRequest whether its requirement may become part of the type */
export function annotateProperty(property: Property, known: Fact | undefined, isRequest: boolean): Property {
  const fact = isRequest && !property.required ? sentFact(known) : known;
  if (fact === undefined) return property;
  return {
    ...property,
    schema: property.schema === 'file' ? property.schema : withValues(property.schema, fact),
    required: property.required || (isRequest && isRequired(fact)),
    documentation: factDocumentation(property.documentation, fact),
  };
}

/** Whether a source says so that is Alipay's own. */
function isRequired({ requirement, requirementSource }: Fact): boolean {
  return requirement === 'required' && requirementSource !== undefined && enforced.has(requirementSource);
}

function factOf(facts: FieldFacts, { name }: Property): Fact | undefined {
  return Object.hasOwn(facts, name) ? facts[name] : undefined;
}

/** Text of which values are known becomes a union of them, of lists the items. */
function withValues(schema: Schema, { values }: Fact): Schema {
  if (values === undefined) return schema;
  if (schema.kind === 'array') return { ...schema, items: withValues(schema.items, { values }) };
  if (schema.kind !== 'plain' || schema.type !== 'string') return schema;
  return { kind: 'literals', values: Object.keys(values) };
}
