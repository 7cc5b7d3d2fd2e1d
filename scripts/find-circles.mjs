/**
 * Finds the files that import each other in a circle: Tarjan's strongly connected components of more than one file.
 *
 * @param {ReadonlyMap<string, ReadonlySet<string>>} imports each file and those that it imports
 * @returns {string[][]} each circle, its files sorted
 */
export function findCircles(imports) {
  const places = new Map();
  const lowest = new Map();
  const path = [];
  const open = new Set();
  const circles = [];

  const visit = (file) => {
    places.set(file, places.size);
    lowest.set(file, places.get(file));
    path.push(file);
    open.add(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!places.has(next)) visit(next);
      if (open.has(next)) lowest.set(file, Math.min(lowest.get(file), lowest.get(next)));
    }
    if (lowest.get(file) !== places.get(file)) return;
    const circle = path.splice(path.indexOf(file));
    for (const member of circle) open.delete(member);
    if (circle.length > 1 || imports.get(file)?.has(file)) circles.push(circle.sort());
  };

  for (const file of imports.keys()) if (!places.has(file)) visit(file);
  return circles;
}
