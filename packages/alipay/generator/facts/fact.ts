/** A condition on a sibling field. */
export type FactCondition =
  | { readonly field: string; readonly equals: string }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly present: string }
  | { readonly absent: string };

/** What is known about a field, beyond its type. */
export interface Fact {
  /** Chinese name. */
  readonly name?: string;
  /** English name. */
  readonly nameEn?: string;
  /** A sentence in place of the names, where no text gives one. */
  readonly standIn?: string;
  readonly requirement?: 'required' | 'conditional' | 'optional' | 'unknown';
  /** Where the requirement comes from. `portal` and `client` are second-hand: documented, never made a type. */
  readonly requirementSource?: 'document' | 'description' | 'documentation' | 'portal' | 'client';
  /** Of several conditions one suffices. */
  readonly requiredWhen?: FactCondition | readonly FactCondition[];
  /** When the field is required, where no sibling decides it. */
  readonly requiredIf?: { readonly en: string; readonly zh: string };
  /** The operation's error code for a call without the field; documented, never made a type. */
  readonly missingCode?: string;
  /** Fields of which at least one is required; this one is among them. */
  readonly atLeastOne?: readonly string[];
  /** Fields of which exactly one is required; this one is among them. */
  readonly exactlyOne?: readonly string[];
  /** Fields that must not be sent together with this one. */
  readonly excludes?: readonly string[];
  readonly format?: string;
  /** Known values, and what each means; `null` where nothing says. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** The values are all there are. */
  readonly closed?: true;
  /** Kind of identifier. */
  readonly ids?: string;
  readonly unit?: string;
  /** Ids of related operations. */
  readonly mentions?: readonly string[];
  readonly default?: string;
  readonly example?: string;
  readonly deprecated?: true;
  /** The most digits after the point. */
  readonly decimals?: number;
  readonly unique?: 'idempotency' | 'merchant';
  readonly length?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxBytes?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Facts by the name of the field. */
export type FieldFacts = Readonly<Record<string, Fact>>;

/** What is known about an operation. */
export interface OperationFacts {
  /** What it does, in one line of each language. */
  readonly summary?: { readonly en: string; readonly zh: string };
  /** Facts about the parameters that are not in the body. */
  readonly parameters?: FieldFacts;
}

/** Facts about a document: by operation id, and by the name of the schema. */
export interface FactSet {
  readonly operations?: Readonly<Record<string, OperationFacts>>;
  readonly schemas?: Readonly<Record<string, FieldFacts>>;
}
