/** The consent pages. */
export const consentCss = `
body > header { background: var(--fill); color: var(--on-fill); }
body > header p { max-width: 34rem; margin: 0 auto; padding: 0.6rem 1rem; }
body > header span { opacity: 0.9; font-size: 0.93em; margin-left: 0.35em; }
main { max-width: 34rem; margin: 2rem auto; padding: 0 1rem; }
.card {
  display: grid; gap: 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem;
}
.card > * { min-width: 0; }
h1 { font-size: 1.35rem; line-height: 1.3; }
.accounts { display: grid; gap: 0.6rem; }
.account {
  display: grid; grid-template-columns: 1fr auto; gap: 0 0.75rem; align-items: baseline;
  padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 8px; text-decoration: none; color: inherit;
}
a.account:hover { border-color: var(--accent); background: var(--raised); }
span.account { opacity: 0.65; }
.account .secondary { grid-column: 1 / -1; font-size: 0.87em; }
fieldset { display: grid; gap: 0.6rem; }
legend { font-weight: 600; margin-bottom: 0.5rem; padding: 0; }
.choice { display: grid; grid-template-columns: auto 1fr; gap: 0 0.75rem; align-items: start; }
.choice input { margin: 0.95rem 0 0; width: 1.1em; height: 1.1em; }
.choice label {
  display: grid; grid-template-columns: 1fr auto; gap: 0 0.75rem; padding: 0.6rem 0.9rem;
  border: 1px solid var(--line); border-radius: 8px; cursor: pointer;
}
.choice input:checked + label { border-color: var(--accent); background: var(--raised); }
.choice code, .choice .secondary { grid-column: 1 / -1; color: var(--secondary); font-size: 0.87em; }
.kind { font-size: 0.8em; color: var(--accent-strong); align-self: center; }
.scopes { display: grid; gap: 0.35rem; padding-left: 1.1rem; list-style: disc; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; }
.buttons button { flex: 1 1 10rem; min-height: 2.7em; }
.problem { background: var(--bad-ground); color: var(--bad); padding: 0.6rem 0.9rem; border-radius: 8px; }
.mark {
  width: 2.6rem; height: 2.6rem; border-radius: 50%; display: grid; place-items: center; font-size: 1.4rem; font-weight: 700;
}
.mark.error { background: var(--bad-ground); color: var(--bad); }
dl { display: grid; gap: 0.5rem; }
dl div { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0.75rem; }
dt { color: var(--secondary); }
dd { overflow-wrap: anywhere; }
.hint { border-top: 1px solid var(--line); padding-top: 0.9rem; }
@media (max-width: 30rem) { main { margin: 1rem auto; } .card { padding: 1.1rem; } dl div { grid-template-columns: 1fr; gap: 0; } }
`;
