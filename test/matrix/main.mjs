// `npm run test:matrix [-- install types recipes jest bundlers next runtimes]`: installs the packed packages into small projects and
// runs the client on other runtimes. Everything is fetched into a temporary folder and shares no lock file with the
// workspace. What cannot be fetched is skipped and says so; with `CI` or LINGPAI_REQUIRE_MATRIX=1 it fails.
import { after, describe } from 'node:test';
import { prepare } from './prepare.mjs';
import { bundlerSection } from './sections/bundlers.mjs';
import { installSection } from './sections/install.mjs';
import { jestSection } from './sections/jest.mjs';
import { nextSection } from './sections/next.mjs';
import { recipeSection } from './sections/recipes.mjs';
import { runtimeSection } from './sections/runtimes.mjs';
import { typeSection } from './sections/types.mjs';

const sections = {
  install: installSection,
  types: typeSection,
  recipes: recipeSection,
  jest: jestSection,
  bundlers: bundlerSection,
  next: nextSection,
  runtimes: runtimeSection,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in sections));
if (unknown !== undefined) {
  console.error(`no section "${unknown}"; there are: ${Object.keys(sections).join(', ')}`);
  process.exit(1);
}

const world = await prepare();
after(() => world.close());
for (const [name, section] of Object.entries(sections)) {
  if (asked.length === 0 || asked.includes(name)) describe(name, { concurrency: 2 }, () => section(world));
}
