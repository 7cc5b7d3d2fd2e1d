// @ts-check
// Type-checks the example of every operation, request and response, against the generated types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { literal, typescriptExample } from './example-code.mjs';
import { exampleRequest, exampleResponse } from './example-value.mjs';
import { readReference } from './read-apis.mjs';

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
    const { fields, response, id } = operation;
    const program = typescriptExample(api, operation, exampleRequest(fields, schemas));
    const expected = literal(exampleResponse(response?.fields ?? [], schemas));
    const check = `const expected: typeof response = ${expected};\nconsole.log(expected);\n`;
    writeFileSync(new URL(`${id}.ts`, folder), `${program}\n${check}`);
    count += 1;
  }
}
const { status } = spawnSync('npx', ['tsc', '-p', 'site/.examples'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
console.log(`reference: the examples of ${count} operations compile`);
