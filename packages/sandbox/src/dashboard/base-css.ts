/** What every page of the sandbox shares: colours, text, buttons and fields. */
export const baseCss = `
:root {
  color-scheme: light dark;
  --accent: #1677ff; --accent-strong: #0958d9; --fill: #0d68e8; --on-fill: #fff;
  --ground: #f4f6fa; --surface: #fff; --raised: #f7f9fc; --line: #dfe4ec;
  --text: #1d2433; --secondary: #596377;
  --good: #207a2c; --good-ground: #e7f6e9; --bad: #c0262d; --bad-ground: #fdecec; --wait: #8a5a00; --wait-ground: #fff4dc;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --accent: #4096ff; --accent-strong: #69b1ff; --fill: #4096ff; --on-fill: #06142b;
    --ground: #10141c; --surface: #191f2a; --raised: #212938; --line: #323c4e;
    --text: #e6eaf2; --secondary: #a3adbf;
    --good: #79d285; --good-ground: #17301b; --bad: #ff8d8d; --bad-ground: #3a1b1f; --wait: #f0c36a; --wait-ground: #362a12;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
h1, h2, h3, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
ul { list-style: none; }
fieldset { border: 0; min-width: 0; }
code, pre { font-family: var(--mono); font-size: 0.87em; overflow-wrap: anywhere; }
a { color: var(--accent-strong); }
.secondary, .hint { color: var(--secondary); }
.hint { font-size: 0.87em; }
button, select, input {
  font: inherit; color: inherit; border: 1px solid var(--line); border-radius: 6px; background: var(--surface);
  padding: 0.3em 0.75em; min-height: 2.2em; max-width: 100%;
}
button { cursor: pointer; background: var(--raised); }
button:hover { border-color: var(--accent); color: var(--accent-strong); }
button.primary { background: var(--fill); border-color: var(--fill); color: var(--on-fill); font-weight: 600; }
button.primary:hover { background: var(--accent-strong); color: var(--on-fill); }
button.danger { color: var(--bad); }
button[aria-disabled="true"] { opacity: 0.5; cursor: default; }
input[type="checkbox"], input[type="radio"] { min-height: 0; accent-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[lang="zh"] { white-space: nowrap; }
`;
