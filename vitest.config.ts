import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

const tests = ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'];
/** Tests of projects that the matrix makes. */
const fixtures = 'test/matrix/fixtures/**';
/**
 * Tests that change the process they run in (its time zone; Alipay's own client replaces the dispatcher of `fetch`): they share
 * processes with each other only, and restore the time zone.
 */
const processTests = [
  'packages/alipay/test/multipart/multipart-upload.test.ts',
  'packages/alipay/test/pages/page-execute.test.ts',
  'packages/hub/test/proxy/official-client.test.ts',
  'packages/sandbox/test/official-client*.test.ts',
  'packages/sandbox/test/{control,encryption,faults}.test.ts',
  'packages/sandbox/test/notifications/contents.test.ts',
  'test/migration.test.ts',
];
/**
 * `npm run test:long`: pages in Chromium, the command line next to a hub, processes that are killed, frozen or cut off by the
 * dozen, and what a hub does bit by bit.
 */
const longTests = [
  'packages/cli/test/hub/*.test.ts',
  'packages/console/test/*.test.ts',
  'packages/hub/test/alerts/kinds.test.ts',
  'packages/hub/test/console/console.test.ts',
  'packages/hub/test/jobs/jobs.test.ts',
  'packages/hub/test/links/invitation-in-browser.test.ts',
  'packages/hub/test/nodes/rolling-upgrade.test.ts',
  'packages/sandbox/test/consent-pages/consent-in-browser.test.ts',
  'packages/sandbox/test/dashboard/{dashboard,trades}.test.ts',
  'packages/sandbox/test/gateway-v2/payment-in-browser.test.ts',
  'packages/vault/test/scenarios/{frozen-process,killed-process,mass-outage}.test.ts',
];
/** The client's tests run first and alone measure its coverage: it slows down all code, and the other packages need none. */
const clientTests = ['packages/alipay/test/**/*.test.ts'];
/** Tests that load native code, which threads cannot unload: processes, each for many files. */
const databaseTests = ['packages/{console,database,hub,hub-client,vault}/test/**/*.test.ts'];

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^@lingpai\/alipay\/catalogue\.json$/,
        replacement: `${packages}alipay/dist/catalogue.json`,
      },
      { find: /^@lingpai\/alipay\/handler$/, replacement: `${packages}alipay/src/handler/index.ts` },
      { find: /^@lingpai\/alipay\/checks$/, replacement: `${packages}alipay/src/checks/index.ts` },
      { find: /^@lingpai\/alipay\/generator$/, replacement: `${packages}alipay/generator/index.ts` },
      { find: /^@lingpai\/alipay\/apis\/(.*)$/, replacement: `${packages}alipay/src/apis/$1.ts` },
      { find: /^@lingpai\/(alipay|database|hub|sandbox|vault)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    projects: [
      // Everything else shares modules, whose loading otherwise takes longer than the tests.
      {
        extends: true,
        test: {
          name: 'shared',
          include: tests,
          exclude: [fixtures, ...longTests, ...processTests, ...databaseTests, ...clientTests],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'client', include: clientTests, exclude: processTests, pool: 'threads', isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'databases',
          include: databaseTests,
          exclude: [...longTests, ...processTests],
          pool: 'forks',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'processes', include: processTests, pool: 'forks', isolate: false } },
      { extends: true, test: { name: 'long', include: longTests, pool: 'forks', isolate: false } },
    ],
    // More than the cores of small machines: much of this waits for disks, processes and browsers.
    maxWorkers: 3,
    // To end what hangs, not to time anything.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    coverage: {
      provider: 'v8',
      include: ['packages/alipay/src/**/*.ts'],
      exclude: ['packages/alipay/src/apis/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
});
