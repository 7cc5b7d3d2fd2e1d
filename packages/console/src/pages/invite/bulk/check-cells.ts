import { isLongReference, type Kind, kinds, longestLife, shortestLife } from '../link-options.js';
import type { CellFault, InvitationRow, NewInvitation } from './invitation-row.js';

interface CheckedCells {
  readonly faults: readonly CellFault[];
  readonly invitation: NewInvitation;
}

/** Reads the cells of a row. What is empty is left out, so that the hub's defaults hold. */
export function checkCells(cells: InvitationRow['cells'], returnUrls: readonly string[]): CheckedCells {
  const faults: CellFault[] = [];
  const { reference, returnTo } = cells;
  if (reference === '') faults.push({ column: 'reference', code: 'empty', value: '' });
  else if (isLongReference(reference)) faults.push({ column: 'reference', code: 'long', value: reference });
  else if (/\p{Cc}/u.test(reference)) faults.push({ column: 'reference', code: 'control', value: '' });
  const named = cells.kinds.split(/[\s,，、;；|/]+/).filter((name) => name !== '');
  const wrong = named.find((name) => kindOf(name) === undefined);
  if (wrong !== undefined) faults.push({ column: 'kinds', code: 'kind', value: wrong });
  if (returnTo !== '' && returnUrls.length === 0) faults.push({ column: 'returnTo', code: 'no-return', value: '' });
  else if (returnTo !== '' && !isBelow(returnTo, returnUrls))
    faults.push({ column: 'returnTo', code: 'return', value: returnTo });
  const expiresIn = cells.expiresIn === '' ? undefined : secondsOf(cells.expiresIn);
  if (expiresIn !== undefined && !(expiresIn >= shortestLife && expiresIn <= longestLife))
    faults.push({ column: 'expiresIn', code: 'life', value: cells.expiresIn });
  const language = languages[cells.language.toLowerCase()];
  if (cells.language !== '' && language === undefined)
    faults.push({ column: 'language', code: 'language', value: cells.language });
  const chosen = kinds.filter((kind) => named.some((name) => kindOf(name) === kind));
  return {
    faults,
    invitation: {
      reference,
      kinds: chosen.length === 0 ? undefined : chosen,
      returnTo: returnTo || undefined,
      expiresIn,
      language,
    },
  };
}

const kindOf = (name: string): Kind | undefined => kinds.find((kind) => kind === name.toUpperCase());

const languages: Readonly<Record<string, 'zh' | 'en'>> = {
  zh: 'zh',
  'zh-cn': 'zh',
  中文: 'zh',
  en: 'en',
  english: 'en',
};

const units: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  分钟: 60,
  小时: 3_600,
  天: 86_400,
};

/** Seconds, as the hub takes them, or with a unit: `604800`, `7d`, `7 天`. @returns `NaN` when it is neither */
function secondsOf(cell: string): number {
  const [, count, unit = ''] = /^(\d{1,8})\s*(\D*)$/.exec(cell) ?? [];
  return Number(count) * (units[unit.toLowerCase()] ?? Number.NaN);
}

/** As the hub decides, which also says why not. */
function isBelow(address: string, returnUrls: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname } = new URL(address);
  return returnUrls.some((registered) => {
    const base = new URL(registered);
    return (
      origin === base.origin && (pathname === base.pathname || pathname.startsWith(base.pathname.replace(/\/?$/, '/')))
    );
  });
}
