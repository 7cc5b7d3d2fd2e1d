import { theme } from 'antd';
import { describe, expect, it } from 'vitest';
import { consoleTheme } from '../../src/theme/console-theme.js';
import { neutralOf } from '../../src/theme/palette.js';

type Tokens = Readonly<Record<string, unknown>>;
type Rgb = readonly [red: number, green: number, blue: number];

/** What text needs at least, by WCAG 2.2, 1.4.3. */
const least = 4.5;
/** What a mark needs that is no text, by WCAG 2.2, 1.4.11. */
const leastOfMarks = 3;

const grounds = ['colorBgContainer', 'colorBgElevated', 'colorBgLayout'];
const roles = ['Primary', 'Link', 'Success', 'Warning', 'Error', 'Info'];
const states = ['', 'Hover', 'Active'];
const ofText = ['', 'Secondary', 'Tertiary', 'Description', 'Placeholder', 'Label', 'Heading'];

describe.each([
  { scheme: 'light', isDark: false },
  { scheme: 'dark', isDark: true },
])('in the $scheme scheme', ({ isDark }) => {
  const tokens: Tokens = { ...theme.getDesignToken(consoleTheme({ isDark, language: 'en', isStill: false })) };
  const below = (pairs: readonly (readonly [text: string, ground: string])[], minimum = least) =>
    pairs
      .map(([text, ground]) => ({ text, ground, ratio: contrast(tokens, text, ground) }))
      .filter(({ ratio }) => ratio < minimum)
      .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);

  it('every colour is readable on every ground, also under the pointer', () => {
    const names = roles.flatMap((role) =>
      states.flatMap((state) => [`color${role}${state}`, `color${role}Text${state}`]),
    );
    const texts = [...names.filter((name) => name in tokens), ...ofText.map((kind) => `colorText${kind}`)];
    expect(below(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))).toEqual([]);
  });

  it('what is written on a button is readable, also under the pointer and while it is pressed', () => {
    const solid = roles.flatMap((role) =>
      states.map((state) => ['colorTextLightSolid', `color${role}${state}`] as const),
    );
    expect(below(solid)).toEqual([]);
    expect(tokens.opacityLoading).toBe(1);
  });

  it('a colour and text are readable on the ground of its own', () => {
    const pairs = roles
      .filter((role) => role !== 'Link')
      .flatMap((role) => [`color${role}Bg`, `color${role}BgHover`].map((ground) => [role, ground] as const))
      .flatMap(([role, ground]) =>
        [`color${role}`, 'colorText', 'colorTextDescription'].map((text) => [text, ground] as const),
      );
    expect(below(pairs)).toEqual([]);
  });

  it('tooltips, marks in what is checked, and lines of charts can be seen', () => {
    expect(below([['colorTextLightSolid', 'colorBgSpotlight']])).toEqual([]);
    expect(below([['colorWhite', 'colorPrimary']], leastOfMarks)).toEqual([]);
    const charts = { ...tokens, neutral: neutralOf(isDark) };
    expect(contrast(charts, 'neutral', 'colorBgContainer')).toBeGreaterThan(leastOfMarks);
  });
});

/** The ratio of two tokens; what is transparent lies on the ground of cards. */
function contrast(tokens: Tokens, text: string, ground: string): number {
  const below = colorOf(tokens, ground, colorOf(tokens, 'colorBgContainer'));
  const [lighter = 0, darker = 0] = [colorOf(tokens, text, below), below].map(luminance).sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function colorOf(tokens: Tokens, name: string, below: Rgb = [0, 0, 0]): Rgb {
  const value = String(tokens[name]);
  const [red = 0, green = 0, blue = 0, alpha = 1] = value.startsWith('#') ? hexParts(value) : decimalParts(value);
  const mix = (over: number, under: number) => over * alpha + under * (1 - alpha);
  return [mix(red, below[0]), mix(green, below[1]), mix(blue, below[2])];
}

function hexParts(value: string): number[] {
  const digits = value.slice(1);
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? []);
  return pairs.map((pair) => Number.parseInt(pair, 16));
}

const decimalParts = (value: string) => (value.match(/[\d.]+/g) ?? []).map(Number);

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
