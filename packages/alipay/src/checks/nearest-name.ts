/** The known name that a wrong one most likely stands for: the same in another spelling, or almost the same. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  if (wrong.length > 100) return undefined;
  const same = names.find((name) => plain(name) === plain(wrong));
  if (same !== undefined) return same;
  const most = wrong.length < 5 ? 1 : 2;
  const [nearest] = names
    .map((name) => ({ name, distance: distance(name, wrong) }))
    .filter((one) => one.distance <= most)
    .sort((one, other) => one.distance - other.distance);
  return nearest?.name;
}

/** `outTradeNo` and `out-trade-no` are `out_trade_no` misspelt. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}

/** How many characters have to be put in, taken out or replaced. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, found] of [...other].entries()) {
      const replaced = (row[at] ?? 0) + (found === character ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
