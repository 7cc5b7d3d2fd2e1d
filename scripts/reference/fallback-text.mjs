// @ts-check
// A plausible text for a field of which the catalogue knows no example.
import { valueProblem } from '../catalogue/fact-problems.mjs';

/** The end of a field's name, and what such fields hold. @type {readonly (readonly [ending: RegExp, text: string])[]} */
const byEnding = [
  [/user_id$/, '2088102146225135'],
  [/_token$/, '202611BB4b203fe6c11548bcabd8da5bb087a83b'],
  [/(_time|_date_time|^gmt_\w+)$/, '2026-11-26 08:00:00'],
  [/(_date|_day|^date)$/, '2026-11-26'],
  [/(_month)$/, '202611'],
  [/(amount|price|fee|balance|_amt)$/, '88.88'],
  [/(_url|_link|^url|_logo|_image|_pic|_picture|_icon)s?$/, 'https://www.example.com/shop.png'],
  [/(mobile|phone|tel)(_no|_number)?$/, '13800000000'],
  [/(email|mail)$/, 'service@example.com'],
  [/(count|num|size|total|index|page|duration|rate|ratio|percent)$/, '10'],
  [/(_ids?|_nos?|_numbers?|^id|_codes?|_sn|_key|_keys)$/, '20261126000001'],
  [/(name|title|subject)s?$/, '示例'],
  [/(desc|description|memo|remark|reason|content|text|message|msg|info)$/, '示例说明'],
  [/(address)$/, '人民路1号'],
  [/^(is|has|need|support|enable)_|_(flag|switch)$/, 'true'],
];
const others = ['DEFAULT', '示例', '1', '0.01', '0', 'true', '20261126'];

/** Text of exactly so many characters as the fact allows. @param {import('./model.d.ts').Fact} fact */
function ofLength({ length, minLength }) {
  const needed = length ?? minLength;
  return needed === undefined ? [] : ['20261126000001'.padEnd(needed, '0').slice(0, needed)];
}

/**
 * What a field holds by the end of its name.
 *
 * @param {string} name
 * @param {import('./model.d.ts').Fact} fact
 * @param {string} type
 * @returns {string | undefined}
 */
export function tellingText(name, fact, type) {
  const matching = byEnding.filter(([ending]) => ending.test(name)).map(([, text]) => text);
  return matching.find((text) => valueProblem(text, fact, type) === undefined);
}

/**
 * A text for a field that has to have one.
 *
 * @param {string} name
 * @param {import('./model.d.ts').Fact} fact
 * @param {string} type
 */
export function fallbackText(name, fact, type) {
  const numbers = fact.minimum === undefined ? [] : [String(fact.minimum)];
  const candidates = [...numbers, ...ofLength(fact), ...others];
  const found =
    tellingText(name, fact, type) ?? candidates.find((text) => valueProblem(text, fact, type) === undefined);
  if (found === undefined)
    throw new Error(`${name}: no example satisfies its facts; add one to catalogue/examples.json`);
  return found;
}
