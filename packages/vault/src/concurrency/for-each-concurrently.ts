/**
 * Runs a function for every item, several at the same time. A failure stops no other item; the first one is thrown at the
 * end.
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  lanes: number,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      try {
        await run(items[index] as T, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
}
