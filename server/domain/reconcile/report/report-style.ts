/** The report's own style: no file and no font from anywhere, and legible on paper. */
export const REPORT_STYLE = `
:root{color-scheme:light;--ink:#14211e;--quiet:#52635e;--line:#d5dedb;--accent:#0b6e5f;--bad:#a4262c;--maybe:#8a5a00}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:#fff;color:var(--ink);font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.6rem;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid var(--line);padding-bottom:.25rem}
h3{font-size:1rem;margin:0 0 .25rem}
.quiet{color:var(--quiet)}
.mono{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.cards{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;list-style:none}
.cards li{flex:1 1 10rem;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
.cards b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums}
.violation{color:var(--bad)}
.suspect{color:var(--maybe)}
.finding{border:1px solid var(--line);border-left:4px solid var(--maybe);border-radius:.4rem;padding:.6rem .8rem;margin:.6rem 0;break-inside:avoid}
.finding.bad{border-left-color:var(--bad)}
.finding dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.3rem 0}
.finding dt{color:var(--quiet)}
.finding dd{margin:0;overflow-wrap:anywhere}
svg{max-width:100%;height:auto}
svg text{font:12px system-ui,"PingFang SC","Microsoft YaHei",sans-serif;fill:var(--ink)}
@media print{body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}a{color:inherit;text-decoration:none}}
`;
