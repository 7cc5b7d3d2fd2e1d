import type { DocumentChange } from './document-change.js';
import type { FieldShape, FieldShapes } from './field-shapes.js';

type FieldChange = Pick<DocumentChange, 'kind' | 'detail' | 'breaking'> & { readonly field: string };

/** What a side of a call makes of a change: what one sends, the other receives. */
interface Rules {
  addedBreaks(shape: FieldShape): boolean;
  readonly requiredBreaks: boolean;
  readonly optionalBreaks: boolean;
  readonly valueRemovedBreaks: boolean;
}

const rules: Readonly<Record<'request' | 'response', Rules>> = {
  request: {
    addedBreaks: ({ required }) => required,
    requiredBreaks: true,
    optionalBreaks: false,
    valueRemovedBreaks: true,
  },
  response: {
    addedBreaks: () => false,
    requiredBreaks: false,
    optionalBreaks: true,
    valueRemovedBreaks: false,
  },
};

/** The differences between the fields of one side of a call. A field within an added or removed one is not named again. */
export function diffFields(
  before: FieldShapes,
  after: FieldShapes,
  side: 'request' | 'response',
): readonly FieldChange[] {
  const rule = rules[side];
  const removed = topmost([...before.keys()].filter((field) => !after.has(field)));
  const added = topmost([...after.keys()].filter((field) => !before.has(field)));
  const changes: FieldChange[] = [
    ...removed.map((field) => ({ kind: 'removed', field, breaking: true }) as const),
    ...added.map((field) => {
      const shape = after.get(field);
      const breaking = shape !== undefined && rule.addedBreaks(shape);
      return { kind: 'added', field, ...(breaking ? { detail: 'required' } : {}), breaking } as const;
    }),
    ...[...before].flatMap(([field, shape]) => {
      const now = after.get(field);
      return now === undefined ? [] : changesOf(field, shape, now, rule);
    }),
  ];
  return changes.sort((one, other) => (one.field < other.field ? -1 : 1));
}

function topmost(fields: readonly string[]): readonly string[] {
  const all = new Set(fields);
  const isWithin = (field: string) => [...field.matchAll(/[.[]/g)].some(({ index }) => all.has(field.slice(0, index)));
  return fields.filter((field) => !isWithin(field));
}

function changesOf(field: string, before: FieldShape, after: FieldShape, rule: Rules): readonly FieldChange[] {
  const changed = (detail: string, breaking: boolean) => ({ kind: 'changed', field, detail, breaking }) as const;
  const added = [...after.values].filter((value) => !before.values.has(value));
  const removed = [...before.values].filter((value) => !after.values.has(value));
  const listed = before.values.size > 0 && after.values.size > 0;
  return [
    ...(before.type === after.type ? [] : [changed(`${before.type} → ${after.type}`, true)]),
    ...(before.required === after.required
      ? []
      : [
          changed(
            after.required ? 'now required' : 'no longer required',
            after.required ? rule.requiredBreaks : rule.optionalBreaks,
          ),
        ]),
    ...(listed && added.length > 0 ? [changed(`further values: ${added.join(', ')}`, false)] : []),
    ...(listed && removed.length > 0
      ? [changed(`no longer among the values: ${removed.join(', ')}`, rule.valueRemovedBreaks)]
      : []),
    ...(before.values.size === 0 && after.values.size > 0
      ? [changed(`only these values: ${[...after.values].join(', ')}`, rule.valueRemovedBreaks)]
      : []),
    ...(before.values.size > 0 && after.values.size === 0 ? [changed('any value', false)] : []),
    ...(!before.deprecated && after.deprecated ? [changed('now deprecated', false)] : []),
  ];
}
