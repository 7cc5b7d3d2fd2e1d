/** A condition on a sibling field. */
export type Condition =
  | { readonly field: string; readonly equals: string }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly present: string }
  | { readonly absent: string };

/** What `catalogue/schemas/fact.schema.json` describes. */
export interface Fact {
  readonly name?: string;
  readonly nameEn?: string;
  readonly requirement?: 'required' | 'conditional' | 'optional' | 'unknown';
  readonly requirementSource?: 'document' | 'description' | 'documentation' | 'portal' | 'client';
  readonly requiredWhen?: Condition | readonly Condition[];
  readonly requiredIf?: { readonly en: string; readonly zh: string };
  readonly atLeastOne?: readonly string[];
  readonly exactlyOne?: readonly string[];
  readonly excludes?: readonly string[];
  readonly format?: string;
  readonly values?: Readonly<Record<string, string | null>>;
  readonly closed?: true;
  readonly ids?: string;
  readonly unit?: string;
  readonly mentions?: readonly string[];
  readonly default?: string;
  readonly example?: string;
  readonly deprecated?: true;
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
