// Every fact of the catalogue belongs to a name of Alipay's document and contradicts no other fact.
// Prints how many operations and fields have each kind of fact.
import { Ajv } from 'ajv';
import { exampleOf, exampleProblems } from './catalogue/example-of.mjs';
import { factProblems } from './catalogue/fact-problems.mjs';
import { callsOf, fragmentProblems, operationsOf, supplementProblems } from './catalogue/fragment-problems.mjs';
import { readCatalogue, readJson, requestSchemas, responseSchemas } from './catalogue/read-catalogue.mjs';
import { claimsPaging, glossaryProblems, makeTermCheck, repeatedTexts } from './catalogue/text-problems.mjs';

const document = readJson('alipay-openapi-v3.json');
const catalogue = readCatalogue(document);
const ajv = new Ajv({ allErrors: true, strict: false });
for (const name of ['fact']) ajv.addSchema(readJson(`schemas/${name}.schema.json`));

const problems = [];
const report = (place, problem) => problems.push(`${place}: ${problem}`);

function validated(name) {
  const data = readJson(`${name}.json`);
  const validate = ajv.compile(readJson(`schemas/${name}.schema.json`));
  if (!validate(data)) {
    for (const { instancePath, message } of validate.errors ?? []) report(`${name}.json${instancePath}`, message);
  }
  return data;
}

const counts = new Map();
function count(fact) {
  for (const kind of Object.keys(fact)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

const core = validated('core-operations');
const facts = validated('facts');
const pages = validated('v2-pages');
const glossary = validated('glossary');
const summaries = validated('summaries');
const errorAdvice = validated('error-advice');
const { meanings } = validated('meanings');
const examples = validated('examples');
const retired = validated('retired-operations');
const supplement = validated('supplement');
const fragmentIds = [retired, supplement].flatMap((fragment) =>
  [...operationsOf(fragment)].map(([, , { operationId }]) => operationId),
);
/** What facts may mention and texts may tell of. */
const documentedIds = new Set([...catalogue.operations.keys(), ...fragmentIds]);
const operationIds = new Set([...documentedIds, ...Object.keys(pages.methods)]);

function checkCoreOperations() {
  const seen = new Set();
  for (const [group, ids] of Object.entries(core.groups)) {
    for (const id of ids) {
      if (!catalogue.operations.has(id)) report(`core-operations.json ${id}`, 'is not in the catalogue');
      if (seen.has(id)) report(`core-operations.json ${id}`, 'stands in two groups');
      seen.add(id);
    }
    if (ids.join() !== [...ids].sort().join()) report(`core-operations.json ${group}`, 'is not sorted');
  }
  return seen;
}

/**
 * @param {string} place the file and the owner of the fields
 * @param {Record<string, object>} fields facts by field
 * @param {ReadonlyMap<string, { type?: string }> | undefined} declared the owner's fields in the document
 */
function checkFields(place, fields, declared) {
  if (declared === undefined) {
    report(place, 'is not in the catalogue');
    return;
  }
  const siblings = new Map([...declared.keys()].map((name) => [name, fields[name] ?? {}]));
  for (const [name, fact] of Object.entries(fields)) {
    const schema = declared.get(name);
    if (schema === undefined) {
      report(`${place}.${name}`, 'is not in the catalogue');
      continue;
    }
    const type = schema.type ?? 'object';
    for (const problem of factProblems(name, fact, { type, siblings, operationIds })) {
      report(`${place}.${name}`, problem);
    }
  }
}

function checkFacts() {
  for (const id of catalogue.operations.keys()) {
    if (!(id in facts.operations)) report(`facts.json ${id}`, 'has no title');
  }
  for (const [id, { parameters = {} }] of Object.entries(facts.operations)) {
    checkFields(`facts.json ${id}`, parameters, catalogue.operations.get(id)?.parameters);
    for (const fact of Object.values(parameters)) count(fact);
  }
  for (const [schema, fields] of Object.entries(facts.schemas)) {
    checkFields(`facts.json ${schema}`, fields, catalogue.schemas.get(schema));
    for (const fact of Object.values(fields)) count(fact);
  }
  for (const [id, parameters] of Object.entries(facts.portal.parameters)) {
    checkPortal(id, parameters, catalogue.operations.get(id)?.parameters, facts.operations[id]?.parameters);
  }
  for (const [schema, fields] of Object.entries(facts.portal.schemas)) {
    checkPortal(schema, fields, catalogue.schemas.get(schema), facts.schemas[schema]);
  }
}

/** A request field that the portal calls required has a requirement: that one, or one from a better source. */
function checkPortal(owner, fields, declared, own = {}) {
  const plain = Object.entries(fields).map(([name, { required, ...fact }]) => [name, fact]);
  checkFields(`facts.json portal ${owner}`, Object.fromEntries(plain), declared);
  if (owner.endsWith('ResponseModel')) return;
  for (const [name, { required }] of Object.entries(fields)) {
    const { requirement = 'unknown' } = own[name] ?? {};
    if (required === true && requirement === 'unknown')
      report(`facts.json ${owner}.${name}`, 'is required by the portal');
  }
}

const termProblems = makeTermCheck(glossary);
const requirements = new Map();
const usedMeanings = new Set();

/** Every owner of request fields of the core operations: its id, its declared fields and the facts about them. */
function coreOwners(coreIds) {
  const operations = [...coreIds].map((id) => [
    id,
    catalogue.operations.get(id).parameters,
    facts.operations[id]?.parameters,
  ]);
  const schemas = [...requestSchemas(catalogue, coreIds)].map((name) => [
    name,
    catalogue.schemas.get(name),
    facts.schemas[name],
  ]);
  return [...operations, ...schemas];
}

/**
 * Every request field of a core operation has both names, an English meaning of each value and a requirement, which is
 * `unknown` if no source says.
 */
function checkCoreFields(coreIds) {
  for (const [owner, declared, own = {}] of coreOwners(coreIds)) {
    for (const name of declared.keys()) {
      for (const kind of ['name', 'nameEn', 'requirement']) {
        if (own[name]?.[kind] === undefined)
          report(`facts.json ${owner}.${name}`, `has no ${kind}, but is of a core operation`);
      }
      const { requirement, nameEn, requiredIf, values } = own[name] ?? {};
      for (const zh of Object.values(values ?? {})) {
        if (zh !== null && meanings[zh] === undefined) report(`meanings.json ${owner}.${name}`, `lacks ${zh}`);
        usedMeanings.add(zh);
      }
      for (const en of [nameEn, requiredIf?.en]) {
        for (const problem of en === undefined ? [] : termProblems({ en }))
          report(`facts.json ${owner}.${name}`, problem);
      }
      requirements.set(requirement, (requirements.get(requirement) ?? 0) + 1);
    }
  }
}

/** Every field that a response of a core operation holds has both names. */
function checkCoreResponses(coreIds) {
  let count = 0;
  for (const schema of responseSchemas(catalogue, coreIds)) {
    for (const name of (catalogue.schemas.get(schema) ?? new Map()).keys()) {
      const own = facts.schemas[schema]?.[name] ?? {};
      count += 1;
      for (const kind of ['name', 'nameEn']) {
        if (own[kind] === undefined)
          report(`facts.json ${schema}.${name}`, `has no ${kind}, but is of a core operation`);
      }
      for (const problem of own.nameEn === undefined ? [] : termProblems({ en: own.nameEn }))
        report(`facts.json ${schema}.${name}`, problem);
    }
  }
  return count;
}

const validateFact = /** @type {import('ajv').ValidateFunction} */ (
  ajv.getSchema('fact.schema.json#/definitions/fact')
);

function checkPageFields(place, fields) {
  const types = new Map(Object.entries(fields).map(([name, { type }]) => [name, { type }]));
  const bare = {};
  for (const [name, { type, model, items, ...fact }] of Object.entries(fields)) {
    bare[name] = fact;
    const missing = [model, items?.model].find((name) => name !== undefined && !(name in pages.models));
    if (missing !== undefined) report(`${place}.${name}`, `names the model ${missing}, which is missing`);
    if (Object.keys(fact).length > 0 && !validateFact(fact)) {
      report(`${place}.${name}`, ajv.errorsText(validateFact.errors));
    }
  }
  checkFields(place, bare, types);
}

function checkPages() {
  const used = new Set();
  const groups = [
    ...Object.entries(pages.methods).map(([id, { bizContent }]) => [id, bizContent]),
    ...Object.entries(pages.models),
  ];
  for (const [name, fields] of groups) {
    checkPageFields(`v2-pages.json ${name}`, fields);
    for (const { model, items } of Object.values(fields)) used.add(model ?? items?.model);
  }
  for (const model of Object.keys(pages.models)) {
    if (!used.has(model)) report(`v2-pages.json ${model}`, 'is used by no method');
  }
}

/** How many plain request fields of the core operations have an example; the others take codes that no text lists. */
function checkExamples(coreIds) {
  const declared = [...catalogue.operations.values()].map(({ parameters }) => parameters);
  const names = new Set([...catalogue.schemas.values(), ...declared].flatMap((fields) => [...fields.keys()]));
  for (const problem of exampleProblems(examples, names)) report('examples.json', problem);
  const retiredSchemas = retired.components.schemas;
  for (const [owner, fields] of Object.entries(examples.requests)) {
    const own = catalogue.schemas.get(owner) ?? catalogue.operations.get(owner)?.parameters;
    const known = new Set(own?.keys() ?? Object.keys(retiredSchemas[owner]?.properties ?? {}));
    for (const field of fields)
      if (!known.has(field)) report(`examples.json requests ${owner}`, `has no field ${field}`);
  }
  const counts = { fields: 0, examples: 0 };
  for (const [owner, declaredFields, own = {}] of coreOwners(coreIds)) {
    const portal = facts.portal.parameters[owner] ?? facts.portal.schemas[owner] ?? {};
    for (const [name, schema] of declaredFields) {
      const item = schema.items ?? schema;
      if (item.$ref !== undefined || schema.format === 'binary') continue;
      counts.fields += 1;
      const example = exampleOf(name, own[name] ?? {}, item.type, { examples, portal: portal[name] });
      if (example !== undefined) counts.examples += 1;
    }
  }
  return counts;
}

function checkFragments() {
  const known = new Set([...catalogue.operations.keys(), ...Object.keys(pages.methods)]);
  const calls = callsOf(document);
  const schemas = new Map(catalogue.schemas);
  for (const [name, fragment] of Object.entries({ 'retired-operations': retired, supplement })) {
    for (const problem of fragmentProblems(fragment, { calls, operationIds: known, schemas })) {
      report(`${name}.json`, problem);
    }
    for (const call of callsOf(fragment)) calls.add(call);
    for (const [schema, { properties }] of Object.entries(fragment.components.schemas)) {
      schemas.set(schema, new Map(Object.entries(properties ?? {})));
    }
  }
  for (const problem of supplementProblems(supplement, { calls, operations: catalogue.operations })) {
    report('supplement.json', problem);
  }
  for (const [schema, fields] of Object.entries(supplement.facts.schemas)) {
    checkFields(`supplement.json ${schema}`, fields, schemas.get(schema));
    for (const fact of Object.values(fields)) count(fact);
  }
}

const documents = [document, retired, supplement];
const allSchemas = Object.assign({}, ...documents.map(({ components }) => components.schemas));
const catalogues = documents.map(({ paths }) => readCatalogue({ paths, components: { schemas: allSchemas } }));

/** The names of everything that a request of a documented operation can carry. */
function requestFields(id) {
  const owner = catalogues.find(({ operations }) => operations.has(id));
  if (owner === undefined) return [];
  const models = [...requestSchemas(owner, [id])].flatMap((name) => [...(owner.schemas.get(name)?.keys() ?? [])]);
  return [...owner.operations.get(id).parameters.keys(), ...models];
}

function checkTexts() {
  for (const problem of glossaryProblems(glossary)) report('glossary.json', problem);
  for (const id of documentedIds) {
    if (!(id in summaries.operations)) report(`summaries.json ${id}`, 'is missing');
  }
  for (const [id, summary] of Object.entries(summaries.operations)) {
    for (const problem of termProblems(summary)) report(`summaries.json ${id}`, problem);
    if (!documentedIds.has(id)) report(`summaries.json ${id}`, 'is not in the catalogue');
    else if (claimsPaging(summary, requestFields(id))) report(`summaries.json ${id}`, 'says that it pages');
  }
  for (const [id, { summary }] of Object.entries(pages.methods)) {
    for (const problem of termProblems(summary)) report(`v2-pages.json ${id}`, problem);
  }
  for (const language of ['en', 'zh']) {
    /** @type {[string, string][]} */
    const texts = Object.entries(summaries.operations).map(([id, summary]) => [id, summary[language]]);
    for (const problem of repeatedTexts(texts)) report('summaries.json', problem);
  }
}

/** The document lists two codes as one, separated by a comma; the gateway sends each by itself. */
const separated = (codes) => codes.flatMap((code) => [code, ...code.split(', ')]);

/** Every common code and every code of a core operation has advice, every code with advice exists. */
function checkAdvice(coreIds) {
  const codesOf = (id) => [...catalogue.operations.get(id).codes, ...(supplement.errorCodes[id] ?? [])];
  const expected = new Set([...separated(catalogue.commonCodes), ...[...coreIds].flatMap(codesOf)]);
  const known = new Set([...expected, ...[...catalogue.operations.keys()].flatMap(codesOf)]);
  const advised = new Set();
  for (const { codes, ...text } of errorAdvice.advice) {
    for (const problem of termProblems({ en: text.en })) report(`error-advice.json ${codes[0]}`, problem);
    for (const code of codes) {
      if (!known.has(code)) report(`error-advice.json ${code}`, 'is in no list of codes');
      if (advised.has(code)) report(`error-advice.json ${code}`, 'stands twice');
      advised.add(code);
    }
  }
  for (const code of expected) if (!advised.has(code)) report(`error-advice.json ${code}`, 'has no advice');
  const owners = [
    ...Object.values(facts.operations).map(({ parameters = {} }) => parameters),
    ...Object.values(facts.schemas),
  ];
  for (const { missingCode } of owners.flatMap((fields) => Object.values(fields))) {
    if (missingCode !== undefined && !known.has(missingCode))
      report(`facts.json ${missingCode}`, 'is in no list of codes');
  }
  return advised.size;
}

/** How many operations of each status the fragments add. */
function statusCounts() {
  const counts = new Map();
  for (const fragment of [retired, supplement]) {
    for (const [, , { 'x-status': status }] of operationsOf(fragment))
      counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].map(([status, number]) => `${number} ${status}`).join(', ');
}

const coreIds = checkCoreOperations();
checkFacts();
checkCoreFields(coreIds);
const responseFields = checkCoreResponses(coreIds);
checkPages();
checkFragments();
checkTexts();
const exampleCounts = checkExamples(coreIds);
for (const [zh, en] of Object.entries(meanings)) {
  if (!usedMeanings.has(zh)) report('meanings.json', `${zh} is no meaning of a core value`);
  for (const problem of termProblems({ en })) report('meanings.json', problem);
}
const advisedCodes = checkAdvice(coreIds);

for (const line of problems) console.error(line);
if (problems.length > 0) process.exit(1);
const kinds = [...counts].sort(([, one], [, other]) => other - one).map(([kind, number]) => `${number} ${kind}`);
console.log(
  `catalogue: ${documentedIds.size} operations: ${catalogue.operations.size} of the document of ${document.info.version} (${coreIds.size} core, ${Object.keys(supplement.removed).length} removed upstream), ${statusCounts()}; ${Object.keys(pages.methods).length} v2 methods, ${supplement.uncatalogued.length} further paths`,
);
console.log(`facts: ${kinds.join(', ')}`);
console.log(
  `core request fields: ${[...requirements].map(([kind, number]) => `${number} ${kind}`).join(', ')}; ${exampleCounts.examples} of ${exampleCounts.fields} plain ones with an example; ${responseFields} response fields with both names`,
);
console.log(
  `texts: ${Object.keys(summaries.operations).length} summaries, ${glossary.terms.length} terms, ${Object.keys(meanings).length} meanings, advice for ${advisedCodes} error codes`,
);
