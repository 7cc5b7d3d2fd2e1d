// @ts-check
// What is known about a field, as one cell of a table.
import { isSecondHand } from './example-value.mjs';
import { factWords } from './words.mjs';

/**
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {import('../../packages/alipay/generator/facts/fact.js').FactCondition} Condition
 * @typedef {import('./model.d.ts').Fact} Fact
 * @typedef {{ language: Language, meanings: Readonly<Record<string, string>>, linkTo: (id: string) => string }} Context
 */

/** Text that Markdown, HTML and Vue leave alone, inside a table. @param {string} text */
export const plain = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*[\]|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replaceAll('{{', '&#123;&#123;')
    .replaceAll(/\s+/g, ' ');

/** Text as code, inside a table. @param {string} text */
export const code = (text) => {
  const safe = text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  return safe.includes('`') ? `\`\` ${safe} \`\`` : `\`${safe}\``;
};

/** @param {readonly string[]} names @param {string} comma */
const codes = (names, comma) => names.map(code).join(comma);

/** @param {Condition} condition @param {Language} language */
export function conditionText(condition, language) {
  const { present, absent, is, or } = factWords[language];
  if ('present' in condition) return present(code(condition.present));
  if ('absent' in condition) return absent(code(condition.absent));
  const values = 'equals' in condition ? [condition.equals] : condition.in;
  return `${code(condition.field)}${is}${values.map(code).join(or)}`;
}

/** The cell that says whether the field is required. @param {Fact} fact @param {Language} language */
export function requirementCell(fact, language) {
  const { requirement, secondHand } = factWords[language];
  return `${requirement[fact.requirement ?? 'unknown']}${isSecondHand(fact) ? secondHand : ''}`;
}

/** @param {Fact} fact @param {Language} language */
function requirementTexts(fact, language) {
  const words = factWords[language];
  const conditions = [fact.requiredWhen ?? []].flat().map((condition) => conditionText(condition, language));
  return [
    conditions.length > 0 && words.requiredWhen(conditions.join(words.or)),
    fact.requiredIf && words.requiredIf(plain(fact.requiredIf[language])),
    fact.missingCode && words.missingCode(code(fact.missingCode)),
    fact.atLeastOne && words.atLeastOne(codes(fact.atLeastOne, words.comma)),
    fact.exactlyOne && words.exactlyOne(codes(fact.exactlyOne, words.comma)),
    fact.excludes && words.excludes(codes(fact.excludes, words.comma)),
  ];
}

/** @param {number | undefined} least @param {number | undefined} most @param {string} what @param {Language} language */
function range(least, most, what, language) {
  const words = factWords[language];
  if (least !== undefined && most !== undefined) return `${words.range} ${least}${words.to}${most}${what}`;
  if (least !== undefined) return `${words.least}${least}${what}`;
  return most === undefined ? undefined : `${words.most}${most}${what}`;
}

/** @param {Fact} fact @param {Language} language */
function limitTexts(fact, language) {
  const { characters, bytes, items } = factWords[language];
  return [
    range(fact.minimum, fact.maximum, '', language),
    fact.length === undefined ? undefined : `${fact.length}${characters}`,
    range(fact.minLength, fact.maxLength, characters, language),
    range(undefined, fact.maxBytes, bytes, language),
    range(fact.minItems, fact.maxItems, items, language),
  ];
}

/** @param {Fact} fact @param {Context} context */
function valuesText({ values, closed }, { language, meanings }) {
  if (values === undefined) return undefined;
  const words = factWords[language];
  const listed = Object.entries(values).map(([value, meaning]) => {
    const text = meaning === null ? undefined : language === 'en' ? (meanings[meaning] ?? meaning) : meaning;
    return `${code(value)}${text === undefined || text === value ? '' : words.meaning(plain(text))}`;
  });
  return `${words.values(closed === true)}${listed.join(words.comma)}`;
}

/** The names of a field, the language's own first. @param {Fact} fact @param {Language} language */
export function nameText({ name, nameEn }, language) {
  const english = nameEn?.replace(/^[a-z](?![\w.]*_)/, (letter) => letter.toUpperCase());
  if (language === 'zh') return name ?? english;
  if (english === undefined) return name;
  return name === undefined || name === nameEn ? english : `${english} (${name})`;
}

/**
 * What stands in for a name that no text of Alipay's gives: how other operations call a field of the same name. Values
 * with meanings describe a field as well as a name does, and come first then.
 *
 * @param {{ field: string, fact: Fact, elsewhere: Fact | undefined }} known
 * @param {Context} context
 */
function undescribed({ field, fact, elsewhere }, { language }) {
  const words = factWords[language];
  if (Object.values(fact.values ?? {}).some((meaning) => meaning !== null)) return undefined;
  const name = elsewhere && nameText(elsewhere, language);
  return name ? words.elsewhere(code(field), plain(name)) : words.undescribed;
}

/** @param {Field} field @param {Context} context */
export function descriptionCell({ name: field, fact, example, elsewhere }, context) {
  const { language, linkTo } = context;
  const words = factWords[language];
  const name = nameText(fact, language);
  const unit = /** @type {Readonly<Record<string, string>>} */ (words.units)[fact.unit ?? ''];
  const ids = /** @type {Readonly<Record<string, string>>} */ (words.ids)[fact.ids ?? ''];
  const standIn = name === undefined ? undescribed({ field, fact, elsewhere }, context) : undefined;
  const values = valuesText(fact, context);
  const sentences = [
    name ? plain(name) : (standIn ?? values),
    ...requirementTexts(fact, language),
    ids && words.holds(ids),
    unit && words.unit(unit),
    fact.decimals === undefined ? undefined : words.decimals(fact.decimals),
    fact.format && words.format(fact.format.replaceAll('|', '\\|')),
    ...limitTexts(fact, language),
    fact.unique && words[fact.unique],
    name === undefined && standIn === undefined ? undefined : values,
    fact.default && words.default(code(fact.default)),
    example && words.example(code(example)),
    fact.mentions && words.see(fact.mentions.map(linkTo).join(words.comma)),
  ].filter((text) => typeof text === 'string' && text !== '');
  const text = sentences.join(words.stop);
  return `${fact.deprecated ? words.deprecated : ''}${text}${text === '' ? '' : words.stop.trim()}`;
}
