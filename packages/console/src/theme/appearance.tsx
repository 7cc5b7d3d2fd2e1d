import { createContext, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { readChoice, writePreference } from '../session/preference.js';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

interface AppearanceChoice {
  readonly appearance: Appearance;
  readonly isDark: boolean;
  choose(appearance: Appearance): void;
}

const AppearanceContext = createContext<AppearanceChoice | undefined>(undefined);
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  systemIsDark.addEventListener('change', changed);
  return () => systemIsDark.removeEventListener('change', changed);
}

export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setAppearance] = useState(() => readChoice('appearance', appearances) ?? 'system');
  const isSystemDark = useSyncExternalStore(subscribe, () => systemIsDark.matches);
  const isDark = appearance === 'system' ? isSystemDark : appearance === 'dark';
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const choice = useMemo(() => {
    const choose = (chosen: Appearance) => {
      writePreference('appearance', chosen);
      setAppearance(chosen);
    };
    return { appearance, isDark, choose };
  }, [appearance, isDark]);
  return <AppearanceContext value={choice}>{children}</AppearanceContext>;
}

export function useAppearance(): AppearanceChoice {
  const choice = use(AppearanceContext);
  if (choice === undefined) throw new Error('useAppearance: expected an AppearanceProvider above');
  return choice;
}
