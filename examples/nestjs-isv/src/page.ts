/** Text for HTML. */
export const text = (value: unknown): string =>
  String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param title plain text @param body HTML */
export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${text(title)}</title><h1>${text(title)}</h1>${body}<p><a href="/">Merchants</a></p></html>`;
