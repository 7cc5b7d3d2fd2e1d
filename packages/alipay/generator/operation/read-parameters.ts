import type { DocumentNode } from '../document/document-node.js';
import { parameterDocumentation } from '../document/documentation.js';
import { resolve } from '../document/reference.js';
import { readSchema } from '../schema/read-schema.js';
import type { Property, Schema } from '../schema/schema.js';
import type { Parameters } from './operation-description.js';

const text: Schema = { kind: 'plain', type: 'string' };
const locations = ['path', 'query', 'header'];
/** Headers that the client sets. */
const clientHeader = /^(?:alipay-.*|authorization|accept|content-type|user-agent)$/i;

function key(parameter: DocumentNode): string {
  return `${parameter.member('in').text()} ${parameter.member('name').text()}`;
}

/** The operation's own parameters, and those of its path that it does not override. */
function collect(root: DocumentNode, path: DocumentNode, operation: DocumentNode): readonly DocumentNode[] {
  const found = new Map<string, DocumentNode>();
  for (const owner of [path, operation]) {
    const own = owner.list('parameters').map((node) => resolve(root, node, 'parameters'));
    const names = new Set<string>();
    for (const parameter of own) {
      if (names.has(key(parameter))) {
        parameter.warn(`the parameter ${parameter.member('name').text()} is there twice; the first counts`);
        continue;
      }
      names.add(key(parameter));
      found.set(key(parameter), parameter);
    }
  }
  return [...found.values()];
}

function readParameter(parameter: DocumentNode): Property {
  const schema = parameter.object('schema');
  if (!parameter.has('schema')) parameter.member('schema').odd('an object', 'taken as text');
  const isPath = parameter.member('in').value === 'path';
  return {
    name: parameter.member('name').text(),
    schema: schema === undefined ? text : readSchema(schema),
    required: isPath || (parameter.optional('required')?.flag() ?? false),
    documentation: parameterDocumentation(parameter, schema),
  };
}

/** The parameters of the path, in the order of their declaration: those that are in it. */
function inTemplate(template: string, declared: readonly Property[], operation: DocumentNode): readonly Property[] {
  const names = new Set(Array.from(template.matchAll(/\{([^{}]*)\}/g), (match) => match[1] ?? ''));
  const known = new Set(declared.map(({ name }) => name));
  const undeclared = [...names].filter((name) => !known.has(name));
  for (const name of undeclared) {
    operation.warn(`{${name}} in the path is not among the path parameters; taken as text`);
  }
  for (const { name } of declared) {
    if (!names.has(name)) operation.warn(`the path parameter ${name} is not in the path; left out`);
  }
  return [
    ...declared.filter(({ name }) => names.has(name)),
    ...undeclared.map((name) => ({
      name,
      schema: text,
      required: true,
      documentation: { paragraphs: [], deprecated: false, link: undefined },
    })),
  ];
}

/** Whether the client can send the parameter. */
function isSent(parameter: DocumentNode): boolean {
  const location = parameter.member('in');
  if (locations.includes(location.text())) return true;
  if (location.value !== 'cookie') location.expected('"path", "query" or "header"');
  location.odd('"path", "query" or "header"', 'left out, for the client sends no cookies');
  return false;
}

/** Reads what a call sends outside its body. */
export function readParameters(
  root: DocumentNode,
  path: DocumentNode,
  operation: DocumentNode,
  template: string,
): Parameters {
  const nodes = collect(root, path, operation).filter(isSent);
  const those = (location: string): readonly DocumentNode[] =>
    nodes.filter((node) => node.member('in').value === location);
  return {
    path: inTemplate(template, those('path').map(readParameter), operation),
    query: those('query').map(readParameter),
    headers: those('header')
      .map((node) => node.member('name').text())
      .filter((name) => !clientHeader.test(name)),
  };
}
