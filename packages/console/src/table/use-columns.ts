import { useState } from 'react';
import { readPreference, writePreference } from '../session/preference.js';

/**
 * The columns that the member chose on this device.
 *
 * @param table names the table
 * @param initial the columns until the member chooses
 */
export function useColumns<Column extends string>(
  table: string,
  all: readonly Column[],
  initial: readonly Column[],
): readonly [chosen: readonly Column[], choose: (columns: readonly Column[]) => void] {
  const [chosen, setChosen] = useState<readonly Column[]>(() => stored(table, all) ?? initial);
  const choose = (columns: readonly Column[]) => {
    const inOrder = all.filter((column) => columns.includes(column));
    writePreference(`columns.${table}`, inOrder.join(' '));
    setChosen(inOrder);
  };
  return [chosen, choose];
}

function stored<Column extends string>(table: string, all: readonly Column[]): readonly Column[] | undefined {
  const names = readPreference(`columns.${table}`)?.split(' ');
  return names === undefined ? undefined : all.filter((column) => names.includes(column));
}
