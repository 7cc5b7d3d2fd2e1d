// Every guide exists in English and in Chinese, is listed on the site, and its links lead somewhere. `test/check-guides.test.ts` compares the two.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, guideName, linksOf, listGuides, namesIn, shortened } from './guide-problems.mjs';
import { guideGroups } from './reference/guide-pages.mjs';

const read = (path) => readFileSync(path, 'utf8');
const guides = listGuides();

const problems = [];
const onSite = guideGroups.flatMap((group) => group.guides.map(({ name }) => name));
for (const [english, chinese] of guides) {
  if (!existsSync(chinese)) problems.push(`${english} has no Chinese page ${chinese}`);
  if (!onSite.includes(guideName(chinese))) problems.push(`${english} is not in scripts/reference/guides.json`);
}
for (const name of namesIn('docs/zh')) {
  if (![...guides.values()].includes(`docs/zh/${name}.md`)) problems.push(`docs/zh/${name}.md has no English page`);
}
let links = 0;
for (const page of [...guides].flat().filter((path) => existsSync(path))) {
  for (const { path, anchor } of linksOf(read(page))) {
    links += 1;
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(target)) problems.push(`${page} links to ${path}, which does not exist`);
    else if (anchor && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor))
      problems.push(`${page} links to ${path}#${anchor}, but there is no such section`);
    const own = guides.get(target);
    if (
      page.startsWith('docs/zh/') &&
      own !== undefined &&
      existsSync(own) &&
      !(own === page && shortened.has(guideName(page)))
    )
      problems.push(`${page} links to the English ${path}; there is ${own}`);
  }
}
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`guides: ${guides.size} in two languages, ${links} links`);
