/** The style sheet of the HTML report: light and dark by the reader's setting, always light on paper. */
export const styleSheet = `
:root { color-scheme: light dark; --page: #fbfbf9; --panel: #ffffff; --text: #1d2126; --soft: #5c6570; --line: #dcdfe3;
  --band: #f1f3f5; --fault: #d1495b; --p50: #2a6fbb; --p95: #b35c00; --p99: #7a4fb5; --good: #1c7c43; --bad: #b3261e;
  --doubt: #8a6100; --on: #1c7c43; --off: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --panel: #1b1f23; --text: #e6e8ea; --soft: #9aa4af;
  --line: #343a41; --band: #22272c; --fault: #e4687a; --p50: #6fb1f2; --p95: #f0a24f; --p99: #b796ea; --good: #62c98b;
  --bad: #f28b82; --doubt: #e3b958; --on: #62c98b; --off: #f28b82; } }
@media print { :root { color-scheme: light; --page: #fff; --panel: #fff; --text: #000; --soft: #444; --line: #bbb;
  --band: #f1f3f5; --fault: #d1495b; --p50: #2a6fbb; --p95: #b35c00; --p99: #7a4fb5; --good: #1c7c43; --bad: #b3261e;
  --doubt: #8a6100; --on: #1c7c43; --off: #b3261e; }
  section { break-inside: avoid; } main { padding: 0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 28px 24px 60px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 34px 0 8px; }
h3 { font-size: 15px; margin: 18px 0 4px; }
p { margin: 4px 0 10px; max-width: 75ch; }
.soft { color: var(--soft); }
.verdict { display: inline-block; font-weight: 650; padding: 2px 12px; border: 2px solid; border-radius: 6px; margin: 8px 0; font-size: 17px; }
.passed, .good { color: var(--good); } .failed, .critical { color: var(--bad); }
.inconclusive, .poor { color: var(--doubt); }
ul.reasons { margin: 4px 0 0; padding-left: 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 18px 0 4px; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
.tile b { display: block; font-size: 21px; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; min-width: 50%; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.chart { display: block; width: 100%; height: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin: 6px 0 12px; }
.chart text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.tick.y, .row-name { text-anchor: end; } .tick.x, .phase-name { text-anchor: middle; }
.chart .phase-name { fill: var(--text); } .chart .row-name { fill: var(--text); font-size: 13px; } .chart .row-value { font-size: 12px; }
.phase.even { fill: var(--band); } .phase.odd { fill: none; }
.fault { fill: var(--fault); opacity: .14; } .fault-bar { fill: var(--fault); }
.grid { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--soft); stroke-width: 1; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.line.p50 { stroke: var(--p50); } .line.p95 { stroke: var(--p95); stroke-dasharray: 7 3; } .line.p99 { stroke: var(--p99); stroke-dasharray: 2 3; }
.line.success { stroke: var(--p50); }
.chart .name { font-weight: 600; } .chart .name.p50, .chart .name.success { fill: var(--p50); } .chart .name.p95 { fill: var(--p95); } .chart .name.p99 { fill: var(--p99); }
.mark line { stroke-width: 1; stroke-dasharray: 3 2; } .mark.off line { stroke: var(--off); } .mark.on line { stroke: var(--on); }
.mark.off path { fill: var(--off); } .mark.on path { fill: var(--on); }
.dot { fill-opacity: .55; } .dot.ttd { fill: var(--p95); } .dot.ttr { fill: var(--p50); }
.median { stroke: var(--text); stroke-width: 2; } .limit line { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 4 2; }
.key { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; color: var(--soft); margin: 2px 0 6px; }
.key i { display: inline-block; width: 14px; height: 10px; margin-right: 6px; }
.key .k-fault { background: var(--fault); opacity: .5; } .key .k-off { color: var(--off); } .key .k-on { color: var(--on); }
`;
