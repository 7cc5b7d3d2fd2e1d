import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { readChoice, writePreference } from '../session/preference.js';
import { useMedia } from './use-media.js';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

interface AppearanceChoice {
  readonly appearance: Appearance;
  readonly isDark: boolean;
  choose(appearance: Appearance): void;
}

const AppearanceContext = createContext<AppearanceChoice | undefined>(undefined);

export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setAppearance] = useState(() => readChoice('appearance', appearances) ?? 'system');
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');
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
