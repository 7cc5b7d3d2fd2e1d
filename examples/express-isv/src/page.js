/** Text for HTML. @param {unknown} value */
export const text = (value) => String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** @param {string} title plain text @param {string} body HTML */
export const page = (title, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${text(title)}</title><h1>${text(title)}</h1>${body}<p><a href="/">Merchants</a></p></html>`;
