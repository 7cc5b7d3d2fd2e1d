import { localized } from '../language/localized.js';
import type { HubApi } from './hub-api.js';

const texts = localized({
  en: { more: (count: number) => `the first ${count}; --limit shows more\n` },
  zh: { more: (count: number) => `仅前 ${count} 条；--limit 可显示更多\n` },
});

const pageSize = 200;

/** Reads a list page by page, and says on the standard error when there is more. @param member of a page that has its items */
export async function readPages<Item>(
  api: HubApi,
  path: string,
  {
    member,
    limit,
    query,
  }: { member: string; limit: number; query: Readonly<Record<string, string | number | undefined>> },
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const size = Math.min(pageSize, limit - items.length);
    const page = await api.get<Record<string, unknown>>(path, { ...query, limit: size, cursor });
    items.push(...(page[member] as Item[]));
    cursor = typeof page.next === 'string' ? page.next : undefined;
  } while (cursor !== undefined && items.length < limit);
  if (cursor !== undefined) process.stderr.write(texts.more(items.length));
  return items;
}
