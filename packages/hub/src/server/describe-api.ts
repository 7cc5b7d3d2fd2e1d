import swagger from '@fastify/swagger';
import type { HubSettings } from '../config/settings-schema.js';
import { version } from '../version.js';
import type { HubServer } from './hub-server.js';
import { operationId } from './operation-id.js';

const description =
  'Calls Alipay for every merchant that authorized your application. Errors are problem documents (RFC 9457) with a stable ' +
  '`code`. Times are milliseconds since 1970.';

/** Collects the schemas of all routes into an OpenAPI 3.1 document. */
export async function describeApi(server: HubServer, { publicUrl }: HubSettings): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Lingpai hub', version, description },
      servers: [{ url: publicUrl }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'API key (lpk_…)' } } },
    },
    transform({ schema, url, route }) {
      const { access, idempotent = false } = route.config ?? {};
      const security = access === 'public' ? [] : [{ key: [] }];
      const needed = access === undefined || access === 'public' || access === 'any-key' ? [] : [access].flat();
      const scopes = needed.length === 0 ? '' : `Scope: ${needed.map((scope) => `\`${scope}\``).join(' or ')}.`;
      const text = [schema?.description, scopes].filter(Boolean).join('\n\n');
      const described = { ...schema, security, ...(text === '' ? {} : { description: text }) };
      return { url, schema: idempotent ? { ...described, 'x-idempotent': true } : described };
    },
    transformObject(document) {
      const described = 'openapiObject' in document ? document.openapiObject : document.swaggerObject;
      for (const [path, methods] of Object.entries(described.paths ?? {})) nameOperations(path, Object(methods));
      return described;
    },
  });
}

interface DescribedOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly DescribedParameter[];
}

interface DescribedParameter {
  readonly required?: boolean;
  readonly schema?: { readonly default?: unknown };
}

/** The framework describes the methods of one route by the same object. */
function nameOperations(path: string, methods: Record<string, DescribedOperation>): void {
  for (const [method, operation] of Object.entries(methods)) {
    const { operationId: id = operationId(method, path, operation.tags?.[0] ?? ''), parameters } = operation;
    methods[method] = {
      ...operation,
      operationId: id,
      ...(parameters === undefined ? {} : { parameters: parameters.map(optionalWithDefault) }),
    };
  }
}

/** The schemas say what a handler always gets; a caller may leave out what has a default. */
function optionalWithDefault(parameter: DescribedParameter): DescribedParameter {
  return parameter.schema?.default === undefined ? parameter : { ...parameter, required: false };
}
