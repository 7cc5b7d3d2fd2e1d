// `npm run publishing`: lists what the packages still need before they can be published. Exits with 1 while there is
// anything. `repository`, `homepage` and `bugs` stay out of the manifests until there is an address.
import { manifestGaps, publicationGaps } from './release/manifest-gaps.mjs';

const open = [...manifestGaps('.'), ...publicationGaps('.')];
if (open.length === 0) console.log('nothing is missing');
for (const line of open) console.log(line);
process.exitCode = open.length === 0 ? 0 : 1;
