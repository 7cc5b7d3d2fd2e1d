import type { V3Request } from '../gateway/v3-message.js';
import { queryOf } from '../gateway/v3-message.js';
import { Refusal } from '../refusal.js';

/** The parameters of a v2 request, decoded. */
export type V2Parameters = ReadonlyMap<string, string>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Collects the parameters from the query and the form. A parameter that appears twice must have the same value.
 *
 * @throws Refusal
 */
export function readParameters(request: V3Request): V2Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of [...queryOf(request), ...formFields(request)]) {
    if ((parameters.get(name) ?? value) !== value) {
      throw new Refusal('invalid-parameter', `参数有误：${name.slice(0, 200)}重复且取值不同`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

/** Files of a multipart form are not parameters. */
function formFields({ headers, body, form }: V3Request): Iterable<readonly [string, string]> {
  if (form !== undefined) {
    return form
      .filter(({ filename }) => filename === undefined)
      .map(({ name, content }) => [name, decode(content)] as const);
  }
  if (body.length === 0) return [];
  if (!/^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')) {
    throw new Refusal('invalid-parameter', '参数有误：content-type应为application/x-www-form-urlencoded');
  }
  return new URLSearchParams(decode(body));
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Refusal('invalid-charset', '字符集错误：请求体不是UTF-8');
  }
}
