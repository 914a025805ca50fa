"""The look of the HTML report: calm, in light and in dark, on a screen and on paper."""

CSS = """\
:root {
  color-scheme: light dark;
  --bg: #fcfcfa; --fg: #24292f; --muted: #5b6470; --rule: #e1e5ea; --track: #e9ecf0;
  --model: #0b62c4; --llm: #7a3fd1; --rules: #b37a0a; --person: #0b7a68; --bad: #c2333c;
  --given: #7b8594; --on: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #14181f; --fg: #d3dae6; --muted: #8e9ab0; --rule: #2b3445; --track: #232b39;
    --model: #62a8ea; --llm: #c79bf2; --rules: #e6b450; --person: #4fb39b; --bad: #f0787f;
    --given: #8490a8; --on: #14181f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--bg); color: var(--fg);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 3.2rem 0 .3rem; }
p { margin: .3rem 0 1rem; overflow-wrap: anywhere; }
.kind, figcaption, footer, .tile span, th, nav { color: var(--muted); font-size: .85rem; }
.kind { margin: 0 0 .6rem; }
nav { margin: 1.6rem 0 0; }
nav a { color: inherit; margin-right: 1rem; white-space: nowrap; }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  gap: 1px; margin-top: 1.8rem; background: var(--rule); border: 1px solid var(--rule);
  border-radius: 8px; overflow: hidden;
}
.tile { background: var(--bg); padding: .9rem 1rem; }
.tile b { display: block; font-size: 1.45rem; font-weight: 600; line-height: 1.3; }
.tile span { display: block; }
figure { margin: 1.2rem 0 1.6rem; }
figure svg { width: 100%; height: auto; display: block; }
svg text { font-size: 12px; font-variant-numeric: tabular-nums; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.band { opacity: .14; }
.whisker { stroke-width: 2; stroke-linecap: round; fill: none; opacity: .55; }
details { margin: .3rem 0 0; font-size: .85rem; color: var(--muted); }
.wide { overflow-x: auto; margin: 1rem 0 1.4rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 500; vertical-align: bottom; }
td { overflow-wrap: anywhere; min-width: 4rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0;
  padding-left: .7rem; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
@media print {
  main { padding: 0; max-width: none; } nav, details { display: none; }
  h2 { break-after: avoid; } figure, table { break-inside: avoid; }
}
"""
