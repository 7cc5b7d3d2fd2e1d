// @ts-check
// `llms.txt`: what the site holds, for programs that read it.
import { markedSummary } from './api-page.mjs';

/**
 * @param {import('./model.d.ts').Reference} reference
 * @param {readonly import('./guide-pages.mjs').GuideGroup[]} guideGroups
 */
export function llmsText({ apis, domains, documentDate }, guideGroups) {
  const guides = guideGroups.flatMap((group) => group.guides.map(({ name, en }) => `- [${en}](/guide/${name}.md)`));
  const references = domains.map((domain) => {
    const lines = apis
      .filter((api) => api.domain === domain)
      .map(({ className, module, operations }) => {
        const what = operations.map((operation) => `${operation.id}: ${markedSummary(operation, 'en')}`).join('; ');
        return `- [${className}](/reference/${module}.md): ${what}`;
      });
    return `## ${domain.en}\n\n${lines.join('\n')}`;
  });
  return [
    '# Lingpai',
    `> A TypeScript client for Alipay's OpenAPI v3 (\`@lingpai/alipay\`), a local Alipay for tests (\`@lingpai/sandbox\`) and a vault for authorizations (\`@lingpai/vault\`). The reference covers every operation of Alipay's published v3 document of ${documentDate}, and marks those that are retired, newer or listed by no document.`,
    'Each page exists as Markdown: replace `.html` by `.md`. The Chinese pages are below `/zh/`.',
    `## Guides\n\n${guides.join('\n')}`,
    '## Everywhere\n\n- [Errors of every operation](/reference/errors.md)\n- [Headers](/reference/headers.md)',
    ...references,
    '',
  ].join('\n\n');
}
