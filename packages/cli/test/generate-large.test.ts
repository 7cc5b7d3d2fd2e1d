import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

interface Described {
  readonly $ref?: string;
  description?: string;
  example?: string;
}
interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, { properties?: Record<string, Described> }>> };
}

const program = fileURLToPath(new URL('../bin/lingpai.js', import.meta.url));
const published = fileURLToPath(new URL('../../alipay/catalogue/alipay-openapi-v3.json', import.meta.url));
const facts = fileURLToPath(new URL('../../alipay/catalogue/facts.json', import.meta.url));
/** Says at the end of the program how much time and memory it took. */
const watch = "process.on('exit', () => console.error(JSON.stringify(process.resourceUsage())));";

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingpai-large-'));
  file = join(folder, 'alipay-oas.yaml');
  const document: Document = JSON.parse(readFileSync(published, 'utf8'));
  for (const { properties = {} } of Object.values(document.components.schemas)) {
    for (const [name, property] of Object.entries(properties)) {
      if (property.$ref !== undefined) continue;
      property.description = `${name} 的说明：与支付宝自己的文档一样长，因此文件与支付宝公布的完整文档大小相近，单位与取值见正文。`;
      property.example = `${name}-1`;
    }
  }
  writeFileSync(file, stringify(document, { aliasDuplicateObjects: false }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a document of Alipay with all its descriptions', () => {
  it('is generated from 4 MB of YAML with less than 1 GB of memory, its descriptions and the facts in docstrings', async () => {
    expect(statSync(file).size).toBeGreaterThan(4_000_000);
    const args = ['--import', `data:text/javascript,${encodeURIComponent(watch)}`, program, 'generate'];
    const out = join(folder, 'apis');
    const run = await promisify(execFile)(process.execPath, [...args, '--from', file, '--out', out, '--facts', facts]);
    expect(run.stdout).toBe('747 operations: 464 files written, 0 unchanged, 0 removed\n');
    const { maxRSS, userCPUTime } = JSON.parse(run.stderr);
    expect(maxRSS).toBeLessThan(1024 * 1024);
    // Some 3 s on two cores of 2026; a much slower machine, or one whose cores others share, may take several times as long.
    expect(userCPUTime).toBeLessThan(45_000_000);
    const token = readFileSync(join(out, 'alipay-open-auth-token.ts'), 'utf8');
    expect(token).toMatch(
      /\* grant_type 的说明：.+\n {7}\*\n {7}\* Example: grant_type-1\n {7}\*\n {7}\* 授权方式 \(grant type\)\. Required/,
    );
    expect(token).toContain("grant_type: 'authorization_code';");
  });
});
