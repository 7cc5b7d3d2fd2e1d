/** The style of every page that merchants see; blue and grey pass WCAG's contrast of 4.5 in both schemes. */
export const pageStyle: string = `
:root{color-scheme:light dark;--ground:#f3f5f8;--card:#fff;--text:#1c2330;--soft:#566072;--line:#d9dee7;--blue:#0b5fd7;--on-blue:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#10141b;--card:#1a202b;--text:#e8ebf1;--soft:#a9b3c3;--line:#343d4d;--blue:#7db4ff;--on-blue:#0b1420}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--ground);color:var(--text);font:1rem/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:46rem;padding:2.5rem;background:var(--card);border:1px solid var(--line);border-radius:16px}
h1{margin:0 0 .75rem;font-size:1.625rem;line-height:1.35}
h2{margin:0 0 .25rem;font-size:1.125rem}
p{margin:0 0 1rem}
main>:last-child,section>:last-child{margin-bottom:0}
a{color:var(--blue)}
a:focus-visible{outline:3px solid var(--blue);outline-offset:3px;border-radius:8px}
.ways{display:grid;grid-template-columns:1fr 1fr;margin:1.75rem 0;border:1px solid var(--line);border-radius:12px}
section{padding:1.5rem}
section+section{border-left:1px solid var(--line)}
section p,.foot{color:var(--soft)}
.code{width:100%;max-width:20rem;margin-top:1rem;border:1px solid var(--line)}
.code svg{display:block;width:100%}
.button{display:block;margin-top:1rem;padding:.75rem 1.25rem;border-radius:8px;background:var(--blue);color:var(--on-blue);font-weight:600;text-align:center;text-decoration:none}
.button:hover{text-decoration:underline}
main>p>.button{display:inline-block}
.phone{display:none;margin-bottom:1rem}
.note{padding:.75rem 1rem;border:1px solid var(--line);border-left:4px solid var(--blue);border-radius:8px}
.foot{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;font-size:.875rem}
@media(max-width:40rem){
body{padding:0;place-items:stretch}
main{padding:1.5rem 1.25rem;border:0;border-radius:0}
h1{font-size:1.375rem}
.ways{grid-template-columns:1fr}
section+section{border-left:0;border-top:1px solid var(--line)}
section{padding:1.25rem}
.code{margin-inline:auto}
.phone{display:block}
main>p>.button{display:block}
}
`;
