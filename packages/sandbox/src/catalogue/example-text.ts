/** Example texts by field name; the first match applies. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(gmt|time|datetime)(_|$)|_(at|start|end)$/, '2026-01-01 12:00:00'],
  [/(^|_)(date|day|birthday)$/, '2026-01-01'],
  [/(^|_)(amount|amt|price|fee|money|balance)$/, '1.00'],
  [/(^|_)(count|num|number|quantity|total|size|page|index)$/, '1'],
  [/(^|_)(rate|ratio|percent)$/, '0.01'],
  [/(^|_)(url|uri|link|href)$/, 'https://example.com/'],
  [/(^|_)(mobile|phone|tel|telephone)(_no)?$/, '13800000000'],
  [/(^|_)e?mail$/, 'user@example.com'],
  [/(^|_)(currency)$/, 'CNY'],
  [/(^|_)(user_id|uid|pid|partner_id|seller_id|buyer_id|smid)$/, '2088000000000000'],
  [/(^|_)app_?id$/, '2021000000000000'],
];

/** A plausible text for a field. The same name always gives the same text. */
export function exampleText(name: string): string {
  return texts.find(([pattern]) => pattern.test(name))?.[1] ?? `${name}-example`;
}
