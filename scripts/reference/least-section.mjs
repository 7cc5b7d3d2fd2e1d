// @ts-check
// The section of an operation that says what a call has to send, and of which fields no text says whether it has to.
import { callExample } from './example-code.mjs';
import { exampleRequest } from './example-value.mjs';
import { code, conditionText, nameText, plain } from './fact-text.mjs';
import { knownRequirements, leastRequest } from './least-request.mjs';
import { leastWords } from './least-words.mjs';
import { table } from './markdown-table.mjs';
import { factWords } from './words.mjs';

/**
 * @typedef {import('./model.d.ts').Api} Api
 * @typedef {import('./model.d.ts').Field} Field
 * @typedef {import('./model.d.ts').Language} Language
 * @typedef {import('./model.d.ts').LeastPart} LeastPart
 * @typedef {import('./model.d.ts').Operation} Operation
 * @typedef {import('./model.d.ts').Reference} Reference
 * @typedef {{ reference: Reference, language: Language }} Context
 */

/** @param {LeastPart} part @param {Language} language */
function whyText({ reason }, language) {
  const text = leastWords[language];
  const names = (/** @type {readonly string[]} */ all) => all.map(code).join(factWords[language].comma);
  switch (reason.kind) {
    case 'condition':
      return text.condition(conditionText(reason.condition, language));
    case 'at-least-one':
    case 'exactly-one':
      return text[reason.kind](names(reason.choice));
    case 'case':
      return text.case(plain(reason.when[language]));
    case 'code':
      return text.code(code(reason.code));
    default:
      return text[reason.kind];
  }
}

/** @param {LeastPart} part @param {Context} context */
function valueText({ field, value }, { language, reference: { meanings } }) {
  const text = leastWords[language];
  if (field.base === 'file') return text.file;
  if (value === undefined) return text.members;
  const shown = [value].flat().map(String);
  return shown
    .map((one) => {
      const chinese = field.fact.values?.[one];
      const meaning = chinese && (language === 'en' ? (meanings[chinese] ?? chinese) : chinese);
      return `${code(one)}${meaning ? factWords[language].meaning(plain(meaning)) : ''}`;
    })
    .join(factWords[language].comma);
}

/** @param {LeastPart} part @param {Language} language */
function meaningText({ field: { fact, elsewhere } }, language) {
  const name = nameText(fact, language) ?? (elsewhere && nameText(elsewhere, language));
  return plain(name ?? factWords[language].undescribed);
}

/** @param {readonly LeastPart[]} parts @param {Context} context */
function partTable(parts, context) {
  const { field, meaning, value, why } = leastWords[context.language];
  const rows = parts.map((part) => [
    code(part.path),
    meaningText(part, context.language),
    valueText(part, context),
    whyText(part, context.language),
  ]);
  return table([field, meaning, value, why], rows);
}

/** The alternatives among the fields, each once. @param {readonly Field[]} fields @param {Language} language */
function alternativeNotes(fields, language) {
  const text = leastWords[language];
  const pairs = fields.flatMap(({ name, fact }) => (fact.excludes ?? []).map((other) => [name, other].sort()));
  const groups = [
    ...fields.map(({ fact }) => fact.atLeastOne && text.atLeastOne(codes(fact.atLeastOne, language))),
    ...fields.map(({ fact }) => fact.exactlyOne && text.exactlyOne(codes(fact.exactlyOne, language))),
    ...pairs.map((pair) => text.excludes(codes(pair, language))),
  ];
  return [...new Set(groups)].filter((note) => note !== undefined);
}

/** @param {readonly string[]} names @param {Language} language */
const codes = (names, language) => names.map(code).join(factWords[language].comma);

/** @param {readonly Field[]} fields @param {Language} language */
function requirementNotes(fields, language) {
  const text = leastWords[language];
  const known = knownRequirements(fields);
  return /** @type {const} */ (['told', 'secondHand', 'untold'])
    .filter((kind) => known[kind].length > 0)
    .map((kind) =>
      text[kind](
        codes(
          known[kind].map(({ name }) => name),
          language,
        ),
      ),
    );
}

/** Nothing where a call sends nothing. @param {Api} api @param {Operation} operation @param {Context} context */
export function leastSection(api, operation, context) {
  const { language, reference } = context;
  const { fields, streams } = operation;
  if (fields.length === 0) return [];
  const text = leastWords[language];
  const { values, parts } = leastRequest(fields, reference.schemas);
  const isExample = JSON.stringify(values) === JSON.stringify(exampleRequest(fields, reference.schemas));
  const call = `\`\`\`ts\n${callExample(api, operation, values)}\n\`\`\``;
  const isChosen = isExample && parts.every(({ reason: { kind } }) => kind === 'typical' || kind === 'condition');
  const said = isExample ? (isChosen ? text.chosen : text.same) : text.intro;
  const shown = isExample || streams ? [said] : [said, call];
  const notes = [...alternativeNotes(fields, language), ...requirementNotes(fields, language)];
  return [
    `### ${text.heading}`,
    ...(parts.length === 0 ? [text.nothing] : [...shown, partTable(parts, context)]),
    notes.map((note) => `- ${note}`).join('\n'),
  ];
}
