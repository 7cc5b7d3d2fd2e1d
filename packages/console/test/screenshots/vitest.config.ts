import { defineConfig } from 'vitest/config';
import base from '../../../../vitest.config.js';

/** `npm run screenshots`: not among the tests, because it takes long and asserts nothing new. */
export default defineConfig({
  resolve: base.resolve ?? {},
  test: {
    root: new URL('../../../../', import.meta.url).pathname,
    include: [
      `packages/console/test/screenshots/${process.env.PAGES === 'readme' ? 'readme-picture' : 'screenshots'}.ts`,
    ],
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 180_000,
  },
});
