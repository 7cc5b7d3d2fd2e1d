import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages/', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^@lingpai\/alipay\/catalogue\.json$/,
        replacement: `${packages}alipay/catalogue/alipay-openapi-v3.json`,
      },
      { find: /^@lingpai\/alipay\/generator$/, replacement: `${packages}alipay/generator/index.ts` },
      { find: /^@lingpai\/alipay\/apis\/(.*)$/, replacement: `${packages}alipay/src/apis/$1.ts` },
      { find: /^@lingpai\/(alipay|sandbox|vault)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/alipay/src/**/*.ts'],
      exclude: ['packages/alipay/src/apis/**'],
      reporter: ['text-summary'],
      thresholds: { lines: 95 },
    },
  },
});
