/** Only an address of the console: a link from elsewhere leads nowhere else. */
export const ownPath = (next = '/'): string => (/^\/(?![/\\])/.test(next) ? next : '/');
