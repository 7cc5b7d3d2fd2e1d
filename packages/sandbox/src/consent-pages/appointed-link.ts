import { PageError } from './page-error.js';

/** Names of the parameters of a link, as its kind calls them. */
export interface ParameterNames {
  readonly appId: string;
  readonly redirectUri: string;
  readonly types: string;
}

/** Those of the pages under `/oauth2/`. */
export const oauthNames: ParameterNames = { appId: 'app_id', redirectUri: 'redirect_uri', types: 'application_type' };

/** Those in `agentOpParam` of the appointed-application page. */
export const appointedNames: ParameterNames = { appId: 'isvAppId', redirectUri: 'redirectUri', types: 'appTypes' };

const phonePage = 'pages/authorize/index?bizData=';
const fixed: readonly (readonly [name: string, value: string])[] = [
  ['platformCode', 'O'],
  ['taskType', 'INTERFACE_AUTH'],
];

/**
 * The parameters of an appointed-application link: those in `agentOpParam` of its JSON, which stands in `bizData`, or for
 * the phone within `page`.
 *
 * @throws PageError naming the part that is wrong
 */
export function readAppointedLink(query: URLSearchParams): URLSearchParams {
  const page = query.get('page');
  const text = page?.startsWith(phonePage) ? page.slice(phonePage.length) : query.get('bizData');
  const content = parseObject(text ?? '', 'bizData');
  for (const [name, value] of fixed) {
    if (content[name] !== value) throw wrong(`bizData.${name}`, `expected "${value}"`);
  }
  const { agentOpParam } = content;
  if (typeof agentOpParam !== 'object' || agentOpParam === null)
    throw wrong('bizData.agentOpParam', 'expected an object');
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(agentOpParam)) {
    if (typeof value === 'string') parameters.set(name, value);
    else if (name === appointedNames.types && isTexts(value)) parameters.set(name, value.join(','));
    else throw wrong(name, 'expected text');
  }
  return parameters;
}

/** The query of the same link, for the PC or for the phone. */
export function appointedQuery(
  parameters: Readonly<Record<string, string | readonly string[]>>,
  isPhone: boolean,
): URLSearchParams {
  const bizData = JSON.stringify({ ...Object.fromEntries(fixed), agentOpParam: parameters });
  return isPhone ? new URLSearchParams({ page: phonePage + bizData }) : new URLSearchParams({ bizData });
}

function parseObject(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw wrong(name, 'expected the JSON of an object');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes(','));
}

function wrong(parameter: string, expectation: string): PageError {
  return new PageError(parameter, `${parameter}: ${expectation}`, `${parameter}参数有误`);
}
