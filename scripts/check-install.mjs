// The lock file needs no install script and names no download address.
import { readFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const problems = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.hasInstallScript && !entry.optional) problems.push(`${path} has an install script`);
  if (/^https?:/.test(entry.resolved ?? '')) problems.push(`${path} names a download address`);
}
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`install: ${Object.keys(lock.packages).length} packages, no install script, no download address`);
