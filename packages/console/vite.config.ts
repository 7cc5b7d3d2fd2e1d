import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { checkUnused, withoutStyleFunctions, withoutUnused } from './vite/unused-styles.js';

/** What the hub serves itself; while developing, requests for it go to a hub. */
const hubPaths = ['/v1', '/docs', '/openapi.json', '/readyz', '/healthz', '/proxy', '/c'];
const hub = process.env.LINGPAI_HUB ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), styleNonce(), checkUnused(), withoutStyleFunctions()],
  css: { postcss: { plugins: [withoutUnused] } },
  // The hub puts a new nonce in its place with every response.
  html: { cspNonce: '__LINGPAI_NONCE__' },
  build: {
    // Nothing is inlined: the content security policy permits no `data:` script or style.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: Object.fromEntries(hubPaths.map((path) => [path, { target: hub }])) },
});

/**
 * Ant Design's scroll lock adds a style without the nonce that its other styles have: the content security policy would refuse it,
 * and the page behind a dialog would scroll.
 */
function styleNonce(): Plugin {
  const without = 'styleNode.nonce = csp?.nonce;';
  const condition = 'if (csp?.nonce) {';
  return {
    name: 'style-nonce',
    transform(code, id) {
      if (!id.endsWith('@rc-component/util/es/Dom/dynamicCSS.js')) return undefined;
      if (!code.includes(without) || !code.includes(condition)) throw new Error(`${id}: expected "${without}"`);
      return code
        .replace(
          condition,
          "const nonce = csp?.nonce || document.querySelector('script[nonce]')?.nonce;\n  if (nonce) {",
        )
        .replace(without, 'styleNode.nonce = nonce;');
    },
  };
}
