import build from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import type { HubServer } from './hub-server.js';

type Serializer = (value: unknown) => string;

/** By the schema as JSON: most routes share the schemas of their problems. */
const serializers = new Map<string, Serializer>();

/** Each serializer is built when it is first needed: building all of them would take most of the hub's start. */
const compileSerializer: FastifySerializerCompiler<TSchema> = ({ schema }) => {
  let serialize: Serializer | undefined;
  return (value) => {
    serialize ??= serializerOf(schema);
    return serialize(value);
  };
};

function serializerOf(schema: TSchema): Serializer {
  const key = JSON.stringify(schema);
  const known = serializers.get(key) ?? build(schema);
  serializers.set(key, known);
  return known;
}

/** Writes every response as its route's schema says. */
export function serializeOutput(server: HubServer): void {
  server.setSerializerCompiler(compileSerializer);
}
