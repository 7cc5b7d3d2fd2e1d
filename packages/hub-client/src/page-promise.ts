/** A page of a list, which is there later; iterated, every item of the list from that page on. */
export interface PagePromise<Page, Item> extends Promise<Page>, AsyncIterable<Item> {}

interface Cursor {
  readonly next?: string | null;
  readonly hasMore?: boolean;
}

/** @param read requests the page at a cursor; without one, the first */
export function pagePromise<Page extends object, Item>(
  read: (cursor?: string) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): PagePromise<Page, Item> {
  const first = read();
  return Object.assign(first, {
    async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
      let page = await first;
      for (;;) {
        yield* itemsOf(page);
        const { next, hasMore = true }: Cursor = page;
        if (typeof next !== 'string' || !hasMore) return;
        page = await read(next);
      }
    },
  });
}
