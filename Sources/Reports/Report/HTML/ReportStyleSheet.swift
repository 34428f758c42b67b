/// The page's looks: light, dark and paper, from a telephone's 360 pixels to a wall's.
///
/// Contrast of text is at least 4.5:1, that of shapes with what they stand on at least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), but for healthy time, which is
/// the ground that the others stand on.
let reportStyleSheet: Markup = """
    :root{color-scheme:light dark;--ground:#fbfaf7;--card:#fff;--ink:#1d2328;--soft:#58616a;--line:#dcd9d2;--rule:#e7e4dd;\
    --healthy:#a5cdbd;--failing:#b3261e;--unknown:#5f6873;--over:#4a6f94;--blank:#efece6;--good:#1f6b4f;--bad:#a3211a;\
    --c0:#23527c;--c1:#b06a14;--c2:#4f8a6c;--c3:#8a5a83;--c4:#6f7f2f;--c5:#7d848c}
    @media (prefers-color-scheme:dark){:root{--ground:#15181b;--card:#1c2024;--ink:#e8e6e1;--soft:#a2a9b0;--line:#363c42;--rule:#2a2f34;\
    --healthy:#2c5a4c;--failing:#ff8575;--unknown:#aab2bb;--over:#7fa6cd;--blank:#22272b;--good:#86cfb0;--bad:#ff9b8d;\
    --c0:#6fa8dc;--c1:#e0a458;--c2:#86c5a2;--c3:#c99cc2;--c4:#b4c46a;--c5:#9aa1a8}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;\
    font-variant-numeric:tabular-nums}
    main,header,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:2.5rem}
    h1{font-size:1.7rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 .3rem;font-weight:650;overflow-wrap:anywhere}
    h2{font-size:1.15rem;line-height:1.3;letter-spacing:-.005em;margin:0 0 .35rem;font-weight:650}
    h3{font-size:1rem;margin:1.5rem 0 .4rem;font-weight:600}
    p{margin:.2rem 0 .8rem;max-width:44rem}
    .period,.quiet,figcaption,footer{color:var(--soft)}
    .period{margin:0 0 1.2rem}
    .lead{font-size:1.15rem;line-height:1.45;margin:0 0 1.4rem;max-width:44rem}
    section{margin:2.6rem 0 0;padding-top:1.1rem;border-top:1px solid var(--line)}
    .glance{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1px;margin:0;background:var(--line);border:1px solid var(--line);\
    border-radius:.5rem;overflow:hidden}
    .glance>div{background:var(--card);padding:.8rem .95rem}
    .glance dt{font-size:.82rem;color:var(--soft)}
    .glance dd{margin:.1rem 0 0;font-size:1.35rem;line-height:1.3;font-weight:600;letter-spacing:-.01em}
    .glance dd+dd{font-size:.82rem;font-weight:400;letter-spacing:0;color:var(--soft);line-height:1.4}
    .good{color:var(--good)}.bad{color:var(--bad)}.strong{font-weight:600}
    figure{margin:1rem 0 0}
    figcaption{font-size:.88rem;margin:0 0 .55rem;max-width:44rem}
    .plot{display:block;width:100%;overflow:hidden}
    .tall{height:8.5rem;background:linear-gradient(var(--line),var(--line)) bottom/100% 1px no-repeat}
    .strip{height:1.5rem;background:var(--blank);border-radius:2px}
    .bar{height:.8rem}
    .rule{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
    .healthy{fill:var(--healthy)}.failing{fill:var(--failing)}.unknown{fill:var(--unknown)}.unwatched{fill:var(--blank)}.over{fill:var(--over)}
    .c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}
    .scaled{display:grid;grid-template-columns:3.6rem 1fr}
    .scale{display:flex;flex-direction:column;justify-content:space-between;font-size:.75rem;line-height:1;color:var(--soft);text-align:right;padding-right:.5rem}
    .axis{position:relative;height:1.3rem;font-size:.75rem;color:var(--soft);overflow:hidden}
    .axis span{position:absolute;top:.3rem;transform:translateX(-50%);white-space:nowrap;line-height:1}
    .scaled+.axis{margin-left:3.6rem}
    .key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;list-style:none;margin:.6rem 0 0;padding:0;font-size:.85rem}
    .key svg{width:.8rem;height:.8rem;margin-right:.4rem;vertical-align:-.08rem;border-radius:2px;display:inline-block;outline:1px solid var(--line)}
    .strips{list-style:none;margin:.9rem 0 0;padding:0}
    .strips li{display:grid;grid-template-columns:13rem 1fr 12.5rem;gap:.1rem 1rem;align-items:center;padding:.42rem 0;border-bottom:1px solid var(--rule)}
    .strips .who,.timeline .who{overflow-wrap:anywhere;line-height:1.3}
    .strips .quiet,.timeline .quiet{font-size:.82rem}
    .strips .figures{font-size:.85rem;text-align:right;line-height:1.35}
    .strips-axis{margin:0 13.5rem 0 14rem}
    .timeline{list-style:none;margin:.4rem 0 0;padding:0}
    .timeline li{display:grid;grid-template-columns:17rem 1fr 8rem;gap:.1rem 1rem;align-items:center;padding:.2rem 0}
    .timeline .howlong{font-size:.85rem;text-align:right}
    .timeline-axis{margin:0 9rem 0 18rem}
    table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.7rem 0 0}
    caption{text-align:left;color:var(--soft);font-size:.88rem;padding-bottom:.3rem}
    th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
    th{font-weight:600;font-size:.82rem;color:var(--soft);overflow-wrap:normal}
    td:first-child{font-weight:550;min-width:6.5rem}
    .n{text-align:right;white-space:nowrap}
    th:last-child,td:last-child{padding-right:0}
    code{font:.88em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
    .todo{list-style:none;margin:.8rem 0 0;padding:0}
    .todo>li{padding:.75rem 0 .75rem 1rem;border-left:3px solid var(--unknown);margin-bottom:.9rem}
    .todo>.critical{border-left-color:var(--failing)}
    .todo p{margin:0}
    .todo ul{margin:.15rem 0 .3rem;padding-left:1.1rem;color:var(--soft);font-size:.92rem}
    .next{font-size:.92rem}
    details{margin:.9rem 0 0;font-size:.92rem}
    summary{cursor:pointer;color:var(--soft);padding:.2rem 0}
    summary:focus-visible{outline:2px solid var(--over);outline-offset:2px}
    .notes{color:var(--soft);margin:.8rem 0 0;padding-left:1.1rem;max-width:44rem}
    footer{margin-top:3rem;padding-top:1rem;padding-bottom:2.5rem;font-size:.85rem}
    @media (max-width:46rem){
    .strips li{grid-template-columns:1fr auto}.strips li svg{grid-column:1/-1;grid-row:2}.strips-axis{margin:0}
    .timeline li{grid-template-columns:1fr auto;padding:.35rem 0}.timeline li svg{grid-column:1/-1;grid-row:2}.timeline-axis{margin:0}
    .glance{grid-template-columns:1fr 1fr}.glance dd{font-size:1.25rem}
    .rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .rows,.rows tbody{display:block}.rows caption{display:block}
    .rows tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--rule)}
    .rows td{display:block;border:0;padding:.08rem 0;text-align:left;white-space:normal}
    .rows td[data-l]::before{content:attr(data-l) ": ";color:var(--soft);font-weight:400}
    th,td{padding-right:.5rem}.n{white-space:normal}td:first-child{min-width:0}
    }
    @media print{
    :root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--rule:#ddd;--healthy:#8fbfac;--failing:#a3211a;--unknown:#777;\
    --over:#4a6f94;--blank:#f2f2f2;--good:#1f6b4f;--bad:#a3211a;--c0:#23527c;--c1:#c77d22;--c2:#5c8f74;--c3:#8a5a83;--c4:#6f7f2f;--c5:#868d94}
    @page{margin:16mm 14mm}
    body{font-size:9.5pt}main,header,footer{max-width:none;padding:0}header{padding-top:0}
    section{margin-top:1.6rem}h2,figcaption,caption,thead{break-after:avoid}
    figure,.strips li,.timeline li,.todo>li,tr,.glance{break-inside:avoid}details:not([open]){display:none}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    }

    """
