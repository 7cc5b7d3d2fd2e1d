type Role = 'Primary' | 'Link' | 'Success' | 'Warning' | 'Error' | 'Info';

/** A colour with meaning, as text, as a button, under the pointer, and as a ground. */
interface Hue {
  readonly base: string;
  readonly hover: string;
  readonly active: string;
  readonly ground: string;
  readonly groundHover: string;
  readonly border: string;
}

const lightBlue: Hue = {
  base: '#0d63de',
  hover: '#0a54c0',
  active: '#0847a3',
  ground: '#e8f1ff',
  groundHover: '#dfecff',
  border: '#9cc3f7',
};

const darkBlue: Hue = {
  base: '#4a95f6',
  hover: '#82b6fb',
  active: '#76adf5',
  ground: '#162842',
  groundHover: '#192c49',
  border: '#345a8f',
};

const light: Readonly<Record<Role, Hue>> = {
  Primary: lightBlue,
  Link: { ...lightBlue, base: '#0b5cd0' },
  Info: lightBlue,
  Success: {
    base: '#207a2c',
    hover: '#1a6625',
    active: '#14531d',
    ground: '#ecf7ee',
    groundHover: '#e0f1e3',
    border: '#a5d3ad',
  },
  Warning: {
    base: '#8a5a00',
    hover: '#734b00',
    active: '#5e3d00',
    ground: '#fff7e3',
    groundHover: '#fdf0d0',
    border: '#e6cb8b',
  },
  Error: {
    base: '#c0262d',
    hover: '#a81f26',
    active: '#8f1a20',
    ground: '#fff0f0',
    groundHover: '#ffe4e4',
    border: '#efaeb0',
  },
};

const dark: Readonly<Record<Role, Hue>> = {
  Primary: darkBlue,
  Link: { ...darkBlue, base: '#7db4ff', hover: '#a3cbff' },
  Info: darkBlue,
  Success: {
    base: '#79d285',
    hover: '#97e0a1',
    active: '#68c275',
    ground: '#173020',
    groundHover: '#1b3826',
    border: '#356542',
  },
  Warning: {
    base: '#f0c36a',
    hover: '#f7d48e',
    active: '#dfb358',
    ground: '#332a12',
    groundHover: '#3b3116',
    border: '#6f5d2f',
  },
  Error: {
    base: '#ff8d8d',
    hover: '#ffabab',
    active: '#f57c7c',
    ground: '#3a1d21',
    groundHover: '#432227',
    border: '#7c4045',
  },
};

/** Of what is neither good nor bad, in charts. */
export const neutralOf = (isDark: boolean): string => (isDark ? '#b794f6' : '#722ed1');

/** The tokens of every hue. What the design system derives from one colour lacks contrast under the pointer and on its ground. */
export const paletteOf = (isDark: boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isDark ? dark : light).flatMap(([role, hue]) => tokensOf(role, hue)));

const tokensOf = (role: string, hue: Hue): [token: string, color: string][] => [
  [`color${role}`, hue.base],
  [`color${role}Hover`, hue.hover],
  [`color${role}Active`, hue.active],
  [`color${role}Text`, hue.base],
  [`color${role}TextHover`, hue.hover],
  [`color${role}TextActive`, hue.active],
  [`color${role}Bg`, hue.ground],
  [`color${role}BgHover`, hue.groundHover],
  [`color${role}Border`, hue.border],
  [`color${role}BorderHover`, hue.base],
];
