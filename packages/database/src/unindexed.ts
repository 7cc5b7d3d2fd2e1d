import { type Expression, type ExpressionBuilder, type StringReference, sql } from 'kysely';

/**
 * A column by which no engine chooses an index. SQLite does not know what a table holds: of two indexes it takes the one that more
 * conditions fit, even where nearly all rows satisfy them. Use it for such a condition where another one holds for few rows.
 */
export function unindexed<DB, TB extends keyof DB>(
  { ref }: ExpressionBuilder<DB, TB>,
  column: StringReference<DB, TB>,
): Expression<string> {
  return sql<string>`coalesce(${ref(column)}, ${ref(column)})`;
}
