import { Type } from 'typebox';

/** An application's or a merchant application's id at Alipay. */
export const appIdSchema = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The `app_id` at Alipay' });

/** Milliseconds since 1970. A schema that is copied by `{ ...schema }` instead turns no text of a query into a number. */
export const describedTime = (description: string) => Type.Integer({ minimum: 0, maximum: 8.64e15, description });

export const timeSchema = describedTime('Milliseconds since 1970');

export const applicationParams = Type.Object({ appId: appIdSchema });

export const authorizationParams = Type.Object({
  appId: appIdSchema,
  authAppId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: "The merchant application's id" }),
});

/** A value, or `null`. */
export const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
