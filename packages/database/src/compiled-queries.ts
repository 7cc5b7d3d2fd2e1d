import { type Compilable, type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely';

/** Stands for a value that is given when the query runs. */
export type ValueOf<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/** Builds a query of values that are not known yet. A constant: the query is recognised by it. */
export type QueryOf<Schema, Values, Row> = (database: Kysely<Schema>, value: ValueOf<Values>) => Compilable<Row>;

class Placeholder {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/** Queries that are built and compiled once: that takes longer than SQLite takes to read a row. */
export class CompiledQueries<Schema> {
  readonly #compiled = new WeakMap<object, CompiledQuery<unknown>>();

  async run<Values extends object, Row>(
    database: Kysely<Schema>,
    query: QueryOf<Schema, Values, Row>,
    values: Values,
  ): Promise<Row[]> {
    const compiled = this.#compile(database, query);
    const given = new Map<PropertyKey, unknown>(Object.entries(values));
    const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? given.get(one.name) : one));
    return (await database.executeQuery<Row>({ ...compiled, parameters })).rows;
  }

  #compile<Values, Row>(database: Kysely<Schema>, query: QueryOf<Schema, Values, Row>): CompiledQuery<Row> {
    const known = this.#compiled.get(query);
    if (known !== undefined) return known as CompiledQuery<Row>;
    const compiled = query(database, (name) => sql`${new Placeholder(name)}`).compile();
    this.#compiled.set(query, compiled);
    return compiled;
  }
}
