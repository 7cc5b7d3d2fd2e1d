import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { catalogue } from '../src/catalogue/catalogue.js';
import type { CataloguedOperation } from '../src/catalogue/catalogued-operation.js';
import { exampleParameters, generatedName } from './support/operation-examples.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = `${root}node_modules/.cache/lingpai/all-operations/`;

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
  paths: {
    '@lingpai/alipay': [`${root}packages/alipay/src/index.ts`],
    '@lingpai/alipay/apis/*': [`${root}packages/alipay/src/apis/*.ts`],
  },
};

/** A function that calls an operation with every parameter it has, and takes the response for what it is. */
function callText(operation: CataloguedOperation, index: number): string {
  const { id, tag, body, response } = operation;
  const { module, className, method } = generatedName(id, tag);
  const path = `@lingpai/alipay/apis/${module}`;
  const model = response.$ref?.slice(response.$ref.lastIndexOf('/') + 1);
  const type = model === undefined ? 'Record<string, unknown>' : `import('${path}').${model}`;
  const files = body.kind === 'multipart' ? body.files.map((name) => `${JSON.stringify(name)}: file`) : [];
  const parameters = JSON.stringify(exampleParameters(operation)).slice(1, -1);
  const members = [parameters, ...files].filter((text) => text !== '').join(', ');
  const sent = members === '' ? '' : `{ ${members} }`;
  if (operation.streams) {
    return `import { ${className} as Api${index} } from '${path}';
export const call${index} = (): AsyncGenerator<ServerEvent> => new Api${index}(client).${method}(${sent}, { acceptUnsigned: true });
`;
  }
  return `import { ${className} as Api${index} } from '${path}';
export const call${index} = async (): Promise<${type}> => new Api${index}(client).${method}(${sent});
`;
}

/** Must not compile, or the file proves nothing. */
const wrong = `import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
// @ts-expect-error a field that there is not
export const wrongField = async () => new AlipayTradeApi(client).query({ no_such_field: '' });
// @ts-expect-error a number for a text
export const wrongType = async () => new AlipayTradeApi(client).query({ out_trade_no: 1 });
// @ts-expect-error the response has no such member
export const wrongResponse = async () => (await new AlipayTradeApi(client).query({ trade_no: '1' })).no_such_member;
`;

it('types every operation as catalogued: all parameters are taken, and the response is the model', async () => {
  const calls = [...catalogue().operations.values()].map(callText);
  expect(calls).toHaveLength(747 + 20 + 2);
  const source = `import type { FileInput, ServerEvent, StreamApiClient } from '@lingpai/alipay';
declare const client: StreamApiClient;
declare const file: FileInput;
${calls.join('')}${wrong}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}calls.ts`, source);
  await writeFile(`${folder}package.json`, '{ "type": "module" }');
  await writeFile(`${folder}tsconfig.json`, JSON.stringify({ compilerOptions, files: ['calls.ts'] }));
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const output = await promisify(execFile)(process.execPath, [compiler, '-p', folder], { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(Object(error).stdout),
  );
  expect(output).toBe('');
});
