// Checks the console's sources: every message is used and exists in both languages with the same values, no file is longer than a
// component should be, and nothing is used that the content security policy refuses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';

const source = 'packages/console/src';
const longest = 200;
const problems = [];
/** What sets styles as text, which the content security policy refuses, and what to use instead. */
const refused = [{ pattern: /\bautoSize\b/, instead: 'rows' }];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|tsx)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

for (const { name, text } of files) {
  const lines = text.trimEnd().split('\n').length;
  if (!name.startsWith('messages/') && lines > longest)
    problems.push(`${name}: ${lines} lines, expected at most ${longest}`);
  for (const { pattern, instead } of refused) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) problems.push(`${name}: ${found} breaks the content security policy; use ${instead}`);
  }
}

/** The messages of a file: those between the braces of its object. */
async function messagesIn(language, page) {
  const path = join(source, 'messages', language, page);
  if (!existsSync(path)) return {};
  const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path);
  const [messages] = Object.values(await import(`data:text/javascript,${encodeURIComponent(code)}`));
  return /** @type {Record<string, string>} */ (messages);
}

const valuesOf = (message) => [...message.matchAll(/\{(\w+)/g)].map(([, name]) => name);
const pages = readdirSync(join(source, 'messages/en'));
let count = 0;
for (const page of pages) {
  const en = await messagesIn('en', page);
  const zh = await messagesIn('zh', page);
  const users = files.filter(({ text }) => text.includes(`messages/${page.replace(/\.ts$/, '.js')}'`));
  const used = users.map(({ text }) => text).join('\n');
  // `state-${state}` uses every key that begins with `state-`, `${action}-hint` every key that ends with `-hint`.
  const beginnings = [...used.matchAll(/`([\w-]+-)\$\{/g)].map(([, beginning = '']) => beginning);
  const endings = [...used.matchAll(/`\$\{[\w.]+\}(-[\w-]+)`/g)].map(([, ending = '']) => ending);
  for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
    count += 1;
    const where = `messages/*/${page}: ${key}`;
    if (!en[key] || !zh[key]) problems.push(`${where}: missing in ${en[key] ? 'zh' : 'en'}`);
    else if (new Set([...valuesOf(en[key]), ...valuesOf(zh[key])]).size !== new Set(valuesOf(en[key])).size) {
      problems.push(`${where}: zh has a value that en has not`);
    }
    const isNamed = used.includes(`'${key}'`);
    const isMade =
      beginnings.some((beginning) => key.startsWith(beginning)) || endings.some((ending) => key.endsWith(ending));
    // Those of problems are found by the code.
    if (!isNamed && !isMade && page !== 'problems.ts') {
      problems.push(`${where}: not used`);
    }
  }
}
for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
console.log(`console: ${files.length} files, ${count} messages in two languages, all used`);
