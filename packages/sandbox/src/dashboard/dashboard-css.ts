/** The page at `/`. */
export const dashboardCss = `
[hidden] { display: none !important; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--fill); color: var(--on-fill); z-index: 3; }
.skip:focus { left: 0; }
.top {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.5rem;
  padding: 0.6rem 1.25rem; background: var(--surface); border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 0.6rem; }
.brand h1 { font-size: 1.1rem; white-space: nowrap; }
h1 span, h2 span[lang] { font-weight: 400; color: var(--secondary); font-size: 0.8em; margin-left: 0.2em; }
.top nav { display: flex; flex-wrap: wrap; gap: 0 1rem; flex: 1; }
.top nav a { text-decoration: none; padding: 0.25rem 0; border-bottom: 2px solid transparent; }
.top nav a:hover { border-color: var(--accent); }
.now { margin-left: auto; }
.message, .banner { padding: 0.6rem 1.25rem; }
.message { position: sticky; top: 3.2rem; z-index: 1; border-bottom: 1px solid var(--line); }
.message.good { background: var(--good-ground); color: var(--good); }
.message.bad, .banner { background: var(--bad-ground); color: var(--bad); }
.columns {
  display: grid; grid-template-columns: 20rem minmax(0, 1fr); gap: 1.25rem; align-items: start;
  max-width: 100rem; margin: 0 auto; padding: 1.25rem;
}
aside, main { display: grid; gap: 1.25rem; min-width: 0; }
.panel {
  display: grid; gap: 0.75rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem;
  min-width: 0; scroll-margin-top: 4rem;
}
.panel > * { min-width: 0; }
.returned { border-color: var(--accent); }
h2 { font-size: 1.05rem; }
h3 { font-size: 0.95rem; }
h4 { margin: 0; font-size: 0.9rem; color: var(--secondary); font-weight: 600; }
.title { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
.title h2 { margin-right: auto; }
.check { display: flex; gap: 0.4rem; align-items: center; }
.count { display: inline-block; min-width: 1.6em; padding: 0 0.4em; border-radius: 1em; text-align: center; background: var(--raised); color: var(--secondary); font-size: 0.8rem; font-weight: 500; }
.time { display: block; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.buttons button { flex: 1 0 auto; }
.inline { display: grid; grid-template-columns: minmax(4rem, 1fr) auto auto; gap: 0.5rem; }
.inline input { width: 100%; }
.stack { display: grid; gap: 0.6rem; }
.stack label { display: grid; gap: 0.15rem; }
.stack label span { font-size: 0.87em; color: var(--secondary); }
.stack input, .stack select, textarea { width: 100%; }
textarea { font-family: var(--mono); font-size: 0.87em; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 0.45em 0.75em; resize: vertical; }
.list { display: grid; gap: 0.5rem; }
.list > * { min-width: 0; }
.empty { color: var(--secondary); padding: 0.75rem 1rem; border: 1px dashed var(--line); border-radius: 8px; }
.item { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
.item[open] { border-color: var(--accent); }
.item.open { padding: 0.75rem 0.9rem; display: grid; gap: 0.5rem; }
.item.open > * { min-width: 0; }
summary { cursor: pointer; }
.item > summary, .row { display: flex; flex-wrap: wrap; gap: 0.15rem 0.9rem; align-items: baseline; padding: 0.5rem 0.9rem; }
.item > summary { list-style-position: inside; border-radius: 8px; }
.item > summary:hover { background: var(--raised); }
.item > summary::before { content: "▸"; color: var(--secondary); }
.item[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { color: var(--secondary); }
.item time { font-variant-numeric: tabular-nums; color: var(--secondary); font-size: 0.87em; white-space: nowrap; }
.what { flex: 1 1 12rem; min-width: 0; overflow-wrap: anywhere; }
.what .secondary, .below { font-size: 0.87em; }
.below { display: block; white-space: nowrap; }
h3 .count { font-size: 0.85em; }
.amount { font-variant-numeric: tabular-nums; white-space: nowrap; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.badges { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.badge { display: inline-block; padding: 0.05em 0.6em; border-radius: 1em; font-size: 0.8rem; white-space: nowrap; background: var(--raised); color: var(--secondary); }
.badge.good { background: var(--good-ground); color: var(--good); }
.badge.bad { background: var(--bad-ground); color: var(--bad); }
.badge.wait { background: var(--wait-ground); color: var(--wait); }
.body { display: grid; gap: 0.75rem; padding: 0.4rem 0.9rem 0.9rem; }
.body > * { min-width: 0; }
.item.open .body { padding: 0.6rem 0 0.2rem; }
.refusal { color: var(--bad); overflow-wrap: anywhere; }
pre { margin: 0; padding: 0.7rem 0.9rem; background: var(--raised); border-radius: 6px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; }
.facts { display: grid; gap: 0.3rem; }
.facts div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0.75rem; }
.facts dt { color: var(--secondary); overflow-wrap: anywhere; }
.facts dd { overflow-wrap: anywhere; }
.credential { display: flex; gap: 0.5rem; align-items: start; justify-content: space-between; }
.credential code { max-height: 6rem; overflow: auto; white-space: pre-wrap; min-width: 0; }
.credential button, .signed button { flex: none; min-height: 0; padding: 0.1em 0.7em; font-size: 0.87em; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 0.93em; }
th, td { text-align: left; padding: 0.4rem 0.75rem; vertical-align: baseline; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--secondary); font-weight: 500; background: var(--raised); white-space: nowrap; }
.scroll td code { overflow-wrap: normal; }
.signed { display: grid; gap: 0.5rem; border: 1px solid var(--accent); border-radius: 8px; padding: 0.75rem 0.9rem; }
.signed > * { min-width: 0; }
.signed header { display: flex; justify-content: space-between; gap: 0.75rem; align-items: center; }
.signed h4 { color: var(--text); }
.signed th { width: 12rem; color: var(--secondary); font-weight: 500; }
.signed .number { width: 2rem; color: var(--secondary); text-align: right; }
.signed .line { overflow-wrap: anywhere; white-space: pre-wrap; }
.newline { color: var(--accent-strong); opacity: 0.75; font: 0.8em var(--mono); margin-left: 0.35em; }
.owned { display: grid; gap: 0.25rem; }
.owned li { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; }
@media (max-width: 62rem) { .columns { grid-template-columns: minmax(0, 1fr); } aside { display: contents; }
  aside > .panel { order: 2; } main { order: 1; } aside > #clock-panel { order: 0; } }
@media (max-width: 40rem) {
  .top { position: static; padding: 0.6rem 0.9rem; }
  .message { top: 0; }
  .columns { padding: 0.75rem; gap: 0.75rem; }
  aside, main { gap: 0.75rem; }
  .panel { padding: 0.8rem; }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .signed tr { display: grid; grid-template-columns: 1.6rem minmax(0, 1fr); border-top: 1px solid var(--line); padding: 0.35rem 0; }
  .signed th, .signed td { border: 0; padding: 0.1rem 0.3rem; width: auto; }
  .signed .line { grid-column: 2; }
}
`;
