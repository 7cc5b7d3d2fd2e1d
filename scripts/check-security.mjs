// Every promise of SECURITY.md names tests, and these exist.
import { existsSync, readFileSync } from 'node:fs';
import { securityPromises } from './security-promises.mjs';

const { promises, problems } = securityPromises(readFileSync('SECURITY.md', 'utf8'), (path) =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined,
);
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`security: ${promises.length} promises with tests that exist`);
