// How values are written, as regular expressions: for the facts about fields and for the checks of requests.

const datePattern = (format) =>
  format
    .replaceAll("'", '')
    .replaceAll(/[.+]/g, '\\$&')
    .replaceAll(/yyyy|MM|dd|HH|mm|ss/g, (part) => `\\d{${part.length}}`);

const patterns = {
  base64: '[A-Za-z0-9+/]+={0,2}',
  'comma-separated': '[^,]+(,[^,]+)*',
  duration: '\\d+[mhdc]',
  'iso-8601': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)',
  'pipe-separated': '[^|]+(\\|[^|]+)*',
  'query-string': '[^=&]+=[^&]*(&[^=&]+=[^&]*)*',
  url: '[A-Za-z][A-Za-z0-9+.-]*://\\S+',
};

/**
 * The source of a regular expression that a text of the format matches; `undefined` for JSON, which has none.
 *
 * @param {string} format of `schemas/fact.schema.json`
 */
export function formatPattern(format) {
  if (format === 'json') return undefined;
  return `^(?:${patterns[format] ?? format.split('|').map(datePattern).join('|')})$`;
}
