// @ts-check
// Type-checks the example of every operation, request and response, against the generated types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { callExample, literal, typescriptExample } from './example-code.mjs';
import { exampleRequest, exampleResponse } from './example-value.mjs';
import { leastRequest } from './least-request.mjs';
import { pageExample } from './pages-page.mjs';
import { readReference } from './read-apis.mjs';
import { readPages } from './read-pages.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = new URL('../../site/.examples/', import.meta.url);
const configuration = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    declaration: false,
    noEmit: true,
    isolatedDeclarations: false,
    incremental: false,
  },
  include: ['*.ts'],
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('tsconfig.json', folder), JSON.stringify(configuration));
const { apis, schemas } = readReference();
let count = 0;
for (const api of apis) {
  for (const operation of api.operations) {
    const { fields, response, id, streams } = operation;
    const program = typescriptExample(api, operation, exampleRequest(fields, schemas));
    const expected = literal(exampleResponse(response?.fields ?? [], schemas));
    const check = streams ? '' : `const expected: typeof response = ${expected};\nconsole.log(expected);\n`;
    const least = streams ? '' : `${callExample(api, operation, leastRequest(fields, schemas).values)}\n`;
    writeFileSync(new URL(`${id}.ts`, folder), `${program}\n${least}${check}`);
    count += 1;
  }
}
const pages = readPages();
for (const method of pages.methods) {
  writeFileSync(new URL(`v2.${method.id}.ts`, folder), `${pageExample(method, pages.schemas)}\n`);
  count += 1;
}
const { status } = spawnSync('npx', ['tsc', '-p', 'site/.examples'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
console.log(`reference: the examples of ${count} operations compile`);
