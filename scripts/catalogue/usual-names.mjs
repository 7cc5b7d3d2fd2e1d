// @ts-check

/** The part of a form that holds everything but the files: ours to describe, because Alipay's document only has its type. */
export const dataPart = Object.freeze({ name: '文件以外的参数', nameEn: 'the parameters besides the files' });

/** @typedef {{ name?: string, nameEn?: string }} Named */

/**
 * What fields of each name are usually called: a help for the fields that no text describes.
 *
 * @param {{ operations: Record<string, { parameters?: Record<string, Named> }>, schemas: Record<string, Record<string, Named>> }} facts
 * @returns {ReadonlyMap<string, Named>} of fields that are called this and that, nothing
 */
export function usualNames({ operations, schemas }) {
  /** @type {Map<string, Named[]>} */
  const found = new Map();
  const parameters = Object.values(operations).map((operation) => operation.parameters ?? {});
  for (const fields of [...Object.values(schemas), ...parameters]) {
    for (const [field, named] of Object.entries(fields)) {
      if (named.name !== undefined) found.set(field, [...(found.get(field) ?? []), named]);
    }
  }
  return new Map(
    [...found].flatMap(([field, all]) => {
      const usual = usualName(all);
      return usual === undefined ? [] : [/** @type {const} */ ([field, usual])];
    }),
  );
}

/**
 * The name of at least half; otherwise the first that was translated, if all translations agree.
 *
 * @param {readonly Named[]} all
 * @returns {Named | undefined}
 */
function usualName(all) {
  const names = [...new Set(all.map(({ name }) => name))];
  const groups = names.map((name) => all.filter((named) => named.name === name));
  const translated = all.filter(({ nameEn }) => nameEn !== undefined);
  const most = groups.find((alike) => alike.length * 2 >= all.length);
  const english = new Set((most ?? translated).flatMap(({ nameEn }) => nameEn ?? []));
  const name = (most ?? (english.size === 1 ? translated : []))[0]?.name;
  const [nameEn] = english;
  if (name === undefined) return undefined;
  return nameEn === undefined || english.size > 1 ? { name } : { name, nameEn };
}
