import { numberFormat } from './formats.js';

/** The names between braces in a message: `{count}`, and `{count|authorization|authorizations}` for singular and plural. */
type Names<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? NameOf<Inside> | Names<Rest>
  : never;
type NameOf<Inside extends string> = Inside extends `${infer Name}|${string}` ? Name : Inside;

type Values<Text extends string> = Readonly<Record<Names<Text>, string | number>>;

/** Messages of the other language: the same keys. */
export type MessagesLike<Messages> = Readonly<Record<keyof Messages, string>>;

/** Returns a message in the language of the console; takes the values that the English message names. */
export type Text<Messages extends Readonly<Record<string, string>>> = <Key extends keyof Messages & string>(
  key: Key,
  ...values: Names<Messages[Key]> extends never ? [] : [values: Values<Messages[Key]>]
) => string;

/** Fills in the values; numbers as the locale writes them. */
export function fillIn(message: string, values: Readonly<Record<string, string | number>>, locale: string): string {
  return message.replaceAll(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, other?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one !== undefined && other !== undefined) return Number(value) === 1 ? one : other;
      return typeof value === 'number' ? numberFormat(locale).format(value) : value;
    },
  );
}
