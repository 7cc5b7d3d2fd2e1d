import { type MappingAlgorithm, type ThemeConfig, theme } from 'antd';
import type { Language } from '../language/language.js';
import { paletteOf } from './palette.js';

const latin = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial";
const chinese = "'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC'";

/** A Chinese font draws ’ and “ as wide as a Chinese character: right in Chinese text, and wrong in English. */
const fontFamilies: Readonly<Record<Language, string>> = {
  zh: `-apple-system, BlinkMacSystemFont, 'Segoe UI', ${chinese}, sans-serif`,
  en: `${latin}, ${chinese}, sans-serif`,
};

const shared: ThemeConfig['token'] = {
  borderRadius: 6,
  fontSize: 14,
  controlHeight: 32,
  // A button that is loading still has to be read.
  opacityLoading: 1,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
  fontFamilyCode: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
};

/** Calm grounds; the colours with meaning are in the palette. Every text has a contrast of 4.5 : 1 and more. */
const light: ThemeConfig['token'] = {
  ...shared,
  colorTextBase: '#1d2433',
  colorTextSecondary: '#596377',
  colorTextTertiary: '#5f697c',
  colorTextDescription: '#596377',
  colorTextPlaceholder: '#667085',
  colorBgLayout: '#f4f6fa',
  colorBorderSecondary: '#e4e8ef',
  colorBorder: '#c9d1dd',
};

const dark: ThemeConfig['token'] = {
  ...shared,
  colorTextBase: '#e6eaf2',
  colorTextSecondary: '#a9b3c3',
  colorTextTertiary: '#9aa5b8',
  colorTextDescription: '#a9b3c3',
  colorTextPlaceholder: '#98a3b5',
  colorBgBase: '#10141c',
  colorBgLayout: '#10141c',
  colorBgContainer: '#191f2a',
  colorBgElevated: '#212938',
  colorBorderSecondary: '#2a3342',
  colorBorder: '#3b4659',
  colorTextLightSolid: '#06142b',
  colorBgSpotlight: '#dfe6f2',
};

/** The last step, as those before it change the colours that they are given. */
const withPalette =
  (isDark: boolean): MappingAlgorithm =>
  (seed, map = theme.defaultAlgorithm(seed)) => ({ ...map, ...paletteOf(isDark) });

interface ThemeOptions {
  readonly isDark: boolean;
  readonly language: Language;
  /** Nothing fades, slides or grows. */
  readonly isStill: boolean;
}

export const consoleTheme = ({ isDark, language, isStill }: ThemeOptions): ThemeConfig => ({
  algorithm: [isDark ? theme.darkAlgorithm : theme.defaultAlgorithm, withPalette(isDark)],
  token: { ...paletteOf(isDark), ...(isDark ? dark : light), fontFamily: fontFamilies[language], motion: !isStill },
  cssVar: { key: 'lingpai' },
  hashed: false,
  zeroRuntime: true,
  components: {
    Table: { cellPaddingBlockSM: 7, cellPaddingInlineSM: 12, headerBg: 'transparent', headerSplitColor: 'transparent' },
    Menu: {
      itemHeight: 36,
      itemBorderRadius: 6,
      activeBarBorderWidth: 0,
      itemSelectedColor: isDark ? '#9cc7ff' : '#0b5cd0',
      itemSelectedBg: isDark ? '#1f3352' : '#e8f1ff',
    },
    Card: { headerHeight: 44, bodyPadding: 16, headerPadding: 16 },
    Descriptions: { itemPaddingBottom: 8 },
  },
});
