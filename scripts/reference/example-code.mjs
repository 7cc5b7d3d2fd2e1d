// @ts-check
// The examples of an operation as TypeScript and as a call from the shell.
import { exampleFile } from './example-value.mjs';

/**
 * @typedef {import('./model.d.ts').Api} Api
 * @typedef {import('./model.d.ts').Operation} Operation
 * @typedef {Readonly<Record<string, unknown>>} Values
 */

const widest = 100;

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
/** @param {string} name */
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/**
 * A value as TypeScript, on one line where it fits.
 *
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {string}
 */
export function literal(value, indent = '') {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  /** @param {string} inner */
  const members = (inner) =>
    Array.isArray(value)
      ? value.map((item) => literal(item, inner))
      : Object.entries(value).map(([name, member]) => `${key(name)}: ${literal(member, inner)}`);
  const line = `${open}${members(deeper).join(', ')}${close}`;
  if (members(deeper).length === 0) return Array.isArray(value) ? '[]' : '{}';
  if (!line.includes('\n') && indent.length + line.length < widest - 20) return line;
  return `${open.trim()}\n${members(deeper)
    .map((member) => `${deeper}${member},\n`)
    .join('')}${indent}${close.trim()}`;
}

/** @param {Api} api */
const variable = ({ className }) => className.charAt(0).toLowerCase() + className.slice(1, -'Api'.length);

/** @param {string} method @param {string} parameters */
const streamLoop = (method, parameters) => [
  `const events = ${method}(${parameters === '' ? '' : `${parameters}, `}{ acceptUnsigned: true });`,
  'for await (const { data } of events) console.log(data);',
];

/** The call alone, on a client that a whole program has made. @param {Api} api @param {Operation} operation @param {Values} parameters */
export const callExample = (api, { method, fields }, parameters) =>
  `await ${variable(api)}.${method}(${fields.length === 0 ? '' : literal(parameters)});`;

/**
 * A whole program.
 *
 * @param {Api} api
 * @param {Operation} operation
 * @param {Values} parameters
 */
export function typescriptExample(api, operation, parameters) {
  const { method, fields, streams } = operation;
  const call = fields.length === 0 ? '' : literal(parameters);
  return [
    "import { readFileSync } from 'node:fs';",
    "import { AlipayClient } from '@lingpai/alipay';",
    `import { ${api.className} } from '@lingpai/alipay/apis/${api.module}';`,
    '',
    'const client = new AlipayClient({',
    "  appId: '2021000012345678',",
    "  privateKey: readFileSync('app-private-key.pem'),",
    "  alipayPublicKey: readFileSync('alipay-public-key.pem'),",
    '});',
    `const ${variable(api)} = new ${api.className}(client);`,
    '',
    ...(streams
      ? streamLoop(`${variable(api)}.${method}`, call)
      : [`const response = ${callExample(api, operation, parameters)}`, 'console.log(response);']),
  ].join('\n');
}

/** Text as one word of a shell. @param {string} text */
const shellWord = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The same call by `alipay-curl.sh`, which signs it.
 *
 * @param {Pick<Operation, 'verb' | 'path' | 'inPath' | 'inQuery' | 'inBody' | 'multipart'>} operation
 * @param {Values} parameters
 */
export function shellExample({ verb, path, inPath, inQuery, inBody, multipart }, parameters) {
  /** @param {string} name */
  const encoded = (name) => encodeURIComponent(String(parameters[name]));
  const filled = inPath.reduce((text, { name }) => text.replace(`{${name}}`, encoded(name)), path);
  const query = inQuery.filter(({ name }) => name in parameters).map(({ name }) => `${name}=${encoded(name)}`);
  const address = query.length === 0 ? filled : `${filled}?${query.join('&')}`;
  const sent = inBody.filter(({ name }) => name in parameters);
  const files = sent.filter(({ name }) => parameters[name] === exampleFile);
  const body = multipart ? parameters.data : Object.fromEntries(sent.map(({ name }) => [name, parameters[name]]));
  const hasBody = inBody.length > 0 && body !== undefined;
  const words = [`./alipay-curl.sh ${verb} ${query.length > 0 ? shellWord(address) : address}`];
  if (hasBody) words.push(shellWord(JSON.stringify(body, undefined, 2)));
  else if (files.length > 0) words.push("''");
  return [...words, ...files.map(({ name }) => `${name}=@${exampleFile.path}`)].join(' ');
}
