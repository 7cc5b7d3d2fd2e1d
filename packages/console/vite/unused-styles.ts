import type { Plugin } from 'vite';

/** Classes of Ant Design's style sheet that are left out, and the components that have them: nearly half of it. */
const unused: Readonly<Record<string, readonly string[]>> = {
  affix: ['Affix'],
  anchor: ['Anchor'],
  avatar: ['Avatar'],
  breadcrumb: ['Breadcrumb'],
  carousel: ['Carousel'],
  cascader: ['Cascader'],
  collapse: ['Collapse'],
  color: ['ColorPicker'],
  descriptions: ['Descriptions'],
  float: ['FloatButton'],
  image: ['Image'],
  layout: ['Layout'],
  list: ['List'],
  masonry: ['Masonry'],
  mentions: ['Mentions'],
  notification: ['notification'],
  otp: ['OTP'],
  pagination: ['Pagination'],
  picker: ['DatePicker', 'TimePicker', 'Calendar'],
  qrcode: ['QRCode'],
  rate: ['Rate'],
  result: ['Result'],
  ribbon: ['Ribbon'],
  slider: ['Slider'],
  splitter: ['Splitter'],
  statistic: ['Statistic'],
  steps: ['Steps'],
  tabs: ['Tabs'],
  timeline: ['Timeline'],
  tour: ['Tour'],
  transfer: ['Transfer'],
  tree: ['Tree', 'TreeSelect'],
};

const ofUnused = new RegExp(`\\.ant-(?:${Object.keys(unused).join('|')})(?![a-z])`);
/** Variants that no page has, and the variables of the theme with which the sheet was made. */
const ofVariants = new RegExp(
  [
    '-(?:rtl|picture|borderless|underlined)(?![a-z])',
    String.raw`\.ant-(?:col|menu-dark|menu-horizontal|message-bottom|message-topLeft|message-topRight)(?=-|\b)`,
    String.raw`\.ant-table-(?:bordered|summary|sticky|virtual|expand|fixed-column|cell-fix)`,
    String.raw`\.css-var-|\.data-ant-`,
  ].join('|'),
);
const sheet = /antd[\\/]dist[\\/]antd\.css/;

interface StyleRule {
  selectors: string[];
  readonly source?: { readonly input: { readonly file?: string | undefined } } | undefined;
  remove(): unknown;
}

/** Takes out of Ant Design's style sheet what no page has. */
export const withoutUnused = {
  postcssPlugin: 'without-unused',
  Rule(rule: StyleRule) {
    if (!sheet.test(rule.source?.input.file ?? '')) return;
    const used = rule.selectors.filter((one) => !ofUnused.test(one) && !ofVariants.test(one));
    if (used.length === 0) rule.remove();
    else if (used.length < rule.selectors.length) rule.selectors = used;
  },
};

/** Refuses a component whose styles are left out. */
export function checkUnused(): Plugin {
  const components = new Set(Object.values(unused).flat());
  return {
    name: 'check-unused',
    transform(code, id) {
      if (id.includes('node_modules') || !/\.tsx?$/.test(id)) return undefined;
      for (const [, names = ''] of code.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]antd['"]/g)) {
        const found = names.split(/[\s,]+/).find((name) => components.has(name));
        if (found !== undefined) throw new Error(`${id}: the styles of ${found} are left out by vite/unused-styles.ts`);
      }
      return undefined;
    },
  };
}

const styleModule = /antd[\\/]es[\\/].+[\\/]style[\\/]/;
const styleHooks = new Set(['genStyleHooks', 'genSubStyleComponent', 'genComponentStyleHook']);

/**
 * Takes out of Ant Design's code what would make at run time the styles that are in its style sheet: `zeroRuntime` never calls it,
 * and it is a quarter of the code.
 */
export function withoutStyleFunctions(): Plugin {
  return {
    name: 'without-style-functions',
    transform(code, id) {
      if (!styleModule.test(id)) return undefined;
      const functions = callsOf(this.parse(code)).flatMap(({ callee, arguments: [, made] }) =>
        made !== undefined && styleHooks.has(callee.name ?? '') ? [made] : [],
      );
      return functions
        .toSorted((a, b) => b.start - a.start)
        .reduce((text, { start, end }) => `${text.slice(0, start)}() => []${text.slice(end)}`, code);
    },
  };
}

interface Call {
  readonly callee: { readonly name?: string };
  readonly arguments: readonly { readonly start: number; readonly end: number }[];
}

function callsOf(node: unknown): Call[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(callsOf);
  return 'type' in node && node.type === 'CallExpression' ? [node as unknown as Call, ...inner] : inner;
}
