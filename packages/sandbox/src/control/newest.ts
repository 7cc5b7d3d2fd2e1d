import Type, { type Static, type TObject, type TOptional, type TString } from 'typebox';
import { closed } from './control-route.js';

/** `?last=100`: only the newest of a list. */
export const newest: TObject<{ last: TOptional<TString> }> = Type.Object(
  { last: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,4}$' })) },
  closed,
);

export function newestOf<Item>(items: readonly Item[], { last }: Static<typeof newest>): readonly Item[] {
  return last === undefined ? items : items.slice(-Number(last));
}
