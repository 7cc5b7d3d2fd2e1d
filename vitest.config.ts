import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

const tests = ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'];
/** Tests of projects that the matrix makes. */
const fixtures = 'test/matrix/fixtures/**';
/**
 * Tests that change the process they run in (its time zone; Alipay's own client replaces the dispatcher of `fetch`), or load
 * native code: each file has a process of its own.
 */
const processTests = [
  'packages/alipay/test/multipart/multipart-upload.test.ts',
  'packages/alipay/test/pages/page-execute.test.ts',
  'packages/sandbox/test/official-client*.test.ts',
  'packages/sandbox/test/{control,encryption,faults}.test.ts',
  'packages/sandbox/test/notifications/contents.test.ts',
  'packages/sandbox/test/dashboard/dashboard.test.ts',
  'packages/sandbox/test/gateway-v2/payment-in-browser.test.ts',
  'test/migration.test.ts',
  'packages/{database,vault}/test/**/*.test.ts',
];

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^@lingpai\/alipay\/catalogue\.json$/,
        replacement: `${packages}alipay/catalogue/alipay-openapi-v3.json`,
      },
      { find: /^@lingpai\/alipay\/handler$/, replacement: `${packages}alipay/src/handler/index.ts` },
      { find: /^@lingpai\/alipay\/generator$/, replacement: `${packages}alipay/generator/index.ts` },
      { find: /^@lingpai\/alipay\/apis\/(.*)$/, replacement: `${packages}alipay/src/apis/$1.ts` },
      { find: /^@lingpai\/(alipay|database|sandbox|vault)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    projects: [
      // Everything else shares modules, whose loading otherwise takes longer than the tests.
      {
        extends: true,
        test: { name: 'shared', include: tests, exclude: [fixtures, ...processTests], pool: 'threads', isolate: false },
      },
      { extends: true, test: { name: 'processes', include: processTests, pool: 'forks' } },
    ],
    // Vitest leaves a core free; much of this waits for processes, browsers and databases anyway.
    maxWorkers: 2,
    // To end what hangs, not to time anything.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: {
      provider: 'v8',
      include: ['packages/alipay/src/**/*.ts'],
      exclude: ['packages/alipay/src/apis/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
});
