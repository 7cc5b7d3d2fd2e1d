import type { DocumentNode } from '../document/document-node.js';
import { parameterDocumentation } from '../document/documentation.js';
import { resolve } from '../document/reference.js';
import { readSchema } from '../schema/read-schema.js';
import type { Property } from '../schema/schema.js';
import type { Parameters } from './operation-description.js';

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
    const own = (owner.optional('parameters')?.items() ?? []).map((node) => resolve(root, node, 'parameters'));
    const names = new Set<string>();
    for (const parameter of own) {
      if (names.has(key(parameter))) parameter.fail(`the parameter ${parameter.member('name').text()} is there twice`);
      names.add(key(parameter));
      found.set(key(parameter), parameter);
    }
  }
  return [...found.values()];
}

function readParameter(parameter: DocumentNode): Property {
  const schema = parameter.member('schema');
  const isPath = parameter.member('in').value === 'path';
  return {
    name: parameter.member('name').text(),
    schema: readSchema(schema),
    required: isPath || (parameter.optional('required')?.flag() ?? false),
    documentation: parameterDocumentation(parameter, schema),
  };
}

function checkTemplate(template: string, parameters: readonly Property[], operation: DocumentNode): void {
  const inTemplate = new Set(Array.from(template.matchAll(/\{([^{}]*)\}/g), (match) => match[1] ?? ''));
  const declared = new Set(parameters.map((parameter) => parameter.name));
  for (const name of inTemplate) {
    if (!declared.has(name)) operation.fail(`{${name}} in the path is not among the path parameters`);
  }
  for (const name of declared) {
    if (!inTemplate.has(name)) operation.fail(`the path parameter ${name} is not in the path`);
  }
}

/** Reads what a call sends outside its body. */
export function readParameters(
  root: DocumentNode,
  path: DocumentNode,
  operation: DocumentNode,
  template: string,
): Parameters {
  const nodes = collect(root, path, operation);
  for (const node of nodes) {
    const location = node.member('in');
    if (!locations.includes(location.text())) location.expected('"path", "query" or "header"');
  }
  const those = (location: string): readonly DocumentNode[] =>
    nodes.filter((node) => node.member('in').value === location);
  const parameters = {
    path: those('path').map(readParameter),
    query: those('query').map(readParameter),
    headers: those('header')
      .map((node) => node.member('name').text())
      .filter((name) => !clientHeader.test(name)),
  };
  checkTemplate(template, parameters.path, operation);
  return parameters;
}
