// The methods of the v2 gateway as a document in the form of OpenAPI, from which their types are generated.
import { exampleOf } from './example-of.mjs';

/** The type that maps each method to what its `biz_content` holds. */
const mapName = 'BizContents';

const reference = (name) => ({ $ref: `#/components/schemas/${name}` });

function schemaOf({ type, model, items }) {
  if (type === 'array') return { type, items: items.model === undefined ? items : reference(items.model) };
  return model === undefined ? { type } : reference(model);
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
const objectOf = (fields, more = {}) => ({ type: 'object', properties: mapValues(fields, schemaOf), ...more });

/** A summary as a docstring says it. */
export const summaryText = ({ en, zh }) => `${en}.\n${zh}。`;

/** Names of the models as types have them. */
const pascalCase = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * @param pages `v2-pages.json`
 * @returns the document, and the schemas of it to generate
 */
export function pagesDocument({ methods, models }) {
  const requests = Object.entries(methods).map(([id, { bizContent, model, summary }]) => [
    model,
    objectOf(bizContent, { description: `\`biz_content\` of \`${id}\`. ${summaryText(summary)}` }),
  ]);
  const map = {
    type: 'object',
    description: 'What `biz_content` holds, by the method of the v2 gateway.',
    required: Object.keys(methods),
    properties: mapValues(methods, ({ model, summary }) => ({
      allOf: [reference(model)],
      description: summaryText(summary),
    })),
  };
  const schemas = {
    ...mapValues(models, (fields) => objectOf(fields)),
    ...Object.fromEntries(requests),
    [mapName]: map,
  };
  const info = { title: 'Alipay v2 gateway', version: 'pages, orders and calls of v3 applications' };
  return { document: { openapi: '3.0.3', info, paths: {}, components: { schemas } }, schemas: [mapName] };
}

/** Which methods are pages, orders for the mobile SDK, and calls, as types. */
export function kindTypes({ methods }) {
  const kinds = { page: 'A page', sdk: 'An order for the mobile SDK', gateway: 'A call' };
  return Object.entries(kinds).map(([kind, what]) => {
    const ids = Object.keys(methods).filter((id) => methods[id].kind === kind);
    return `/** ${what} of the v2 gateway whose \`biz_content\` is known. */\nexport type ${pascalCase(kind)}Method =${ids.map((id) => `\n  | '${id}'`).join('')};\n`;
  });
}

/**
 * The facts about the fields of the methods, with the English names and examples of the same fields of v3.
 *
 * @param catalogue `pages`, and of v3 `facts` and `examples`
 */
export function pageFacts({ pages, facts, examples }) {
  const names = new Map(
    Object.values(facts.schemas).flatMap((fields) =>
      Object.entries(fields)
        .filter(([, { name, nameEn }]) => name !== undefined && nameEn !== undefined)
        .map(([field, { name, nameEn }]) => [`${field} ${name}`, nameEn]),
    ),
  );
  const told = (fields) =>
    mapValues(fields, ({ type, model, items, ...fact }, field) => {
      const nameEn = fact.nameEn ?? names.get(`${field} ${fact.name}`);
      const isPlain = model === undefined && items?.model === undefined && type !== 'object';
      const example = isPlain ? exampleOf(field, fact, items?.type ?? type, { examples }) : undefined;
      return { ...fact, ...(nameEn === undefined ? {} : { nameEn }), ...(example === undefined ? {} : { example }) };
    });
  const requests = Object.values(pages.methods).map(({ bizContent, model }) => [model, told(bizContent)]);
  return { schemas: { ...mapValues(pages.models, told), ...Object.fromEntries(requests) } };
}
