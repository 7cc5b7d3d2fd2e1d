import { closest } from './closest.js';
import { type Setting, settingList } from './setting-list.js';
import { readText, settingValue } from './setting-text.js';
import { SettingsError } from './settings-error.js';

/** A setting that the environment gives. */
export interface GivenSetting {
  readonly setting: Setting;
  readonly value: unknown;
}

/** Variables with the prefix that are not settings of the hub: the command line's, and those of the tests. */
const foreign = /^LINGPAI_(CONFIG|URL|KEY|TEST_\w+|REQUIRE_\w+|HUB_LOG)$/;

/** @throws SettingsError naming the variable */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): GivenSetting[] {
  const known = new Set(settingList.flatMap(variablesOf));
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('LINGPAI_') || known.has(name) || foreign.test(name)) continue;
    const meant = closest(name, [...known]);
    throw new SettingsError(
      `${name}: there is no such setting${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    );
  }
  return settingList.flatMap((setting) => {
    const { variable, kind, isSecret } = setting;
    const text = environment[variable];
    const file = isSecret ? environment[`${variable}_FILE`] : undefined;
    if (text !== undefined && file !== undefined) {
      throw new SettingsError(`${variable}: expected either it or ${variable}_FILE, found both`);
    }
    if (text !== undefined) return { setting, value: settingValue(kind, text, variable) };
    if (file === undefined) return [];
    return { setting, value: settingValue(kind, readText(file, `${variable}_FILE`).trim(), `${variable}_FILE`) };
  });
}

const variablesOf = ({ variable, isSecret }: Setting) => (isSecret ? [variable, `${variable}_FILE`] : [variable]);
