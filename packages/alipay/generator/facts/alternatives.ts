import type { Literal, ObjectSchema, Property, Schema } from '../schema/schema.js';
import type { Fact, FactCondition, FieldFacts } from './fact.js';

/** More fields to choose among would make more members than a reader of an error can follow. */
const mostChoices = 4;

/** A sent field that is left out, or must be. */
const nothing: Schema = { kind: 'any', members: [] };

/**
 * Turns what decides about other fields into a union: the values of a closed field on which requirements depend, the fields of which
 * at least one is needed, and those of which exactly one is. What no union can say stays in the docstrings.
 */
export function withAlternatives(schema: ObjectSchema, facts: FieldFacts): Schema {
  const unions = [...byValue(schema, facts), ...byChoice(schema, facts)];
  const taken = new Set(unions.flatMap(({ fields }) => fields));
  if (unions.length === 0) return schema;
  const rest: ObjectSchema = { ...schema, properties: schema.properties.filter(({ name }) => !taken.has(name)) };
  const members = rest.properties.length > 0 || rest.additional !== undefined ? [rest] : [];
  const [only, ...others] = unions;
  if (members.length === 0 && only !== undefined && others.length === 0) return { kind: 'any', members: only.members };
  return {
    kind: 'all',
    members: [...members, ...unions.map(({ members: some }): Schema => ({ kind: 'any', members: some }))],
  };
}

interface FieldUnion {
  /** The fields that the union speaks of. */
  readonly fields: readonly string[];
  readonly members: readonly ObjectSchema[];
}

/**
 * For each closed field that decides about others: one member for the values that require the same of them, and one without
 * the field unless it is required itself.
 */
function byValue({ properties }: ObjectSchema, facts: FieldFacts): readonly FieldUnion[] {
  return properties.flatMap((deciding): FieldUnion[] => {
    const { schema, name } = deciding;
    const dependent = properties.filter((property) => dependsOnlyOn(facts[property.name], name));
    if (facts[name]?.closed !== true || schema === 'file' || schema.kind !== 'literals') return [];
    if (dependent.length === 0) return [];
    const members = groupValues(schema.values, (value) =>
      dependent.filter((one) => isNeededBy(facts[one.name], name, value)),
    );
    const without = { ...deciding, schema: nothing };
    return [
      {
        fields: [name, ...dependent.map((property) => property.name)],
        members: [
          ...members.map(({ values, needed }) =>
            objectOf(
              { ...deciding, required: true, schema: { kind: 'literals', values, closed: true } },
              dependent,
              needed,
            ),
          ),
          ...(deciding.required ? [] : [objectOf(without, dependent, [])]),
        ],
      },
    ];
  });
}

function objectOf(deciding: Property, dependent: readonly Property[], needed: readonly Property[]): ObjectSchema {
  const others = dependent.map((property) => ({ ...property, required: needed.includes(property) }));
  return { kind: 'object', properties: [deciding, ...others], additional: undefined };
}

interface ValueGroup {
  readonly values: Literal[];
  readonly needed: readonly Property[];
}

function groupValues(
  values: readonly Literal[],
  neededBy: (value: Literal) => readonly Property[],
): readonly ValueGroup[] {
  const groups = new Map<string, ValueGroup>();
  for (const value of values) {
    const needed = neededBy(value);
    const key = needed.map(({ name }) => name).join(' ');
    const group = groups.get(key) ?? { values: [], needed };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function conditions(fact: Fact | undefined): readonly FactCondition[] {
  return [fact?.requiredWhen ?? []].flat();
}

/** Whether the requirement of a field is settled by the value of one sibling. */
function dependsOnlyOn(fact: Fact | undefined, field: string): boolean {
  const all = conditions(fact);
  const isSecondHand = fact?.requirementSource === 'portal' || fact?.requirementSource === 'client';
  return all.length > 0 && !isSecondHand && all.every((one) => 'field' in one && one.field === field);
}

function isNeededBy(fact: Fact | undefined, field: string, value: Literal): boolean {
  return conditions(fact).some((one) => {
    if (!('field' in one) || one.field !== field) return false;
    return 'equals' in one ? one.equals === value : one.in.some((other) => other === value);
  });
}

/** One member for each of the fields of which one is needed. */
function byChoice({ properties }: ObjectSchema, facts: FieldFacts): readonly FieldUnion[] {
  const found = new Map<string, FieldUnion>();
  for (const { name } of properties) {
    const { atLeastOne, exactlyOne } = facts[name] ?? {};
    const fields = exactlyOne ?? atLeastOne;
    if (fields === undefined || fields.length > mostChoices) continue;
    const choices = properties.filter((property) => fields.includes(property.name));
    const isTaken = [...found.values()].some((one) => one.fields.some((field) => fields.includes(field)));
    if (choices.length !== fields.length || isTaken) continue;
    found.set(fields.join(' '), {
      fields,
      members: choices.map((chosen) => choice(choices, chosen, exactlyOne !== undefined)),
    });
  }
  return [...found.values()];
}

function choice(choices: readonly Property[], chosen: Property, isOnly: boolean): ObjectSchema {
  const properties = choices.map((property): Property => {
    if (property === chosen) return { ...property, required: true };
    return isOnly ? { ...property, schema: nothing, required: false } : { ...property, required: false };
  });
  return { kind: 'object', properties, additional: undefined };
}
