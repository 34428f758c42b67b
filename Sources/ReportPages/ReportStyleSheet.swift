/// The page's looks: light, dark and paper, from a telephone's 360 pixels to a wall's.
///
/// Contrast of text is at least 4.5:1, that of shapes with what they stand on at least 3:1 (WCAG 2.2, 1.4.3 and
/// 1.4.11), but for healthy time, which is the ground that the others stand on.
let reportStyleSheet: Markup = "\(colours)\(frame)\(frontLooks)\(plotLooks)\(listLooks)\(telephoneLooks)\(printLooks)"

private let colours: Markup = """
    :root{color-scheme:light \
    dark;--ground:#f8f7f4;--card:#fff;--ink:#1b2126;--soft:#58616a;--line:#d9d6cf;--rule:#e8e5de;\
    --healthy:#a9d2c0;--failing:#b3261e;--unknown:#67707b;--over:#4a6f94;--blank:#ebe8e1;--faint:#bdb8ae;\
    --good:#1c6648;--bad:#a3211a;\
    --ok-tint:#dff1e7;--ok-on:#14543a;--warn-tint:#fbeccb;--warn-on:#684300;--bad-tint:#fae0dd;--bad-on:#861912;\
    --dim-tint:#e6e8ea;--dim-on:#424b54;\
    --c0:#23527c;--c1:#b06a14;--c2:#4f8a6c;--c3:#8a5a83;--c4:#6f7f2f;--c5:#7d848c}
    @media \
    (prefers-color-scheme:dark){:root{--ground:#14171a;--card:#1b1f23;--ink:#e9e7e2;--soft:#a4abb3;--line:#373d44;\
    --rule:#2a2f35;\
    --healthy:#2d5f4f;--failing:#ff8575;--unknown:#aab2bb;--over:#7fa6cd;--blank:#262b30;--faint:#535b64;\
    --good:#86cfb0;--bad:#ff9b8d;\
    --ok-tint:#15352a;--ok-on:#a5e3c7;--warn-tint:#3a2d10;--warn-on:#f3cf86;--bad-tint:#45201c;--bad-on:#ffb9af;\
    --dim-tint:#2a3036;--dim-on:#c6ccd3;\
    --c0:#6fa8dc;--c1:#e0a458;--c2:#86c5a2;--c3:#c99cc2;--c4:#b4c46a;--c5:#9aa1a8}}

    """

private let frame: Markup = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe \
    UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;\
    font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    .front,.details,footer{max-width:70rem;margin:0 auto;padding:0 1.5rem}
    h1{font-size:1.8rem;line-height:1.2;letter-spacing:-.018em;margin:0 0 .25rem;font-weight:680}
    h2{font-size:1.15rem;line-height:1.3;letter-spacing:-.008em;margin:0 0 .3rem;font-weight:650}
    h3{font-size:.95rem;margin:1.3rem 0 .2rem;font-weight:650}
    h3 .quiet{font-weight:400;font-size:.88rem;margin-left:.4rem}
    .part{font-size:1.45rem;letter-spacing:-.015em;margin:4rem 0 -1rem;padding-top:1.5rem;border-top:2px solid \
    var(--ink)}
    p{margin:.2rem 0 .7rem;max-width:46rem}
    a{color:inherit;text-decoration-color:var(--soft);text-decoration-thickness:1px;text-underline-offset:.17em}
    a:hover{text-decoration-color:currentColor}
    :target{background:var(--rule)}
    section{margin:2.4rem 0 0}
    .details>section,.appendix>section{padding-top:1.1rem;border-top:1px solid var(--line)}
    .quiet,figcaption,footer,.period,.subject{color:var(--soft)}
    .good,.better{color:var(--good)}.bad,.worse{color:var(--bad)}.strong{font-weight:600}
    .paper{display:none}
    .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .word{display:inline-block;font-size:.7rem;line-height:1;font-weight:700;letter-spacing:.05em;\
    text-transform:uppercase;padding:.28rem \
    .5rem;\
    border-radius:1rem;border:1px solid;margin-right:.3rem;vertical-align:.14em}
    code{font:.86em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    details{margin:.7rem 0 0;font-size:.92rem}
    summary{cursor:pointer;color:var(--soft);padding:.2rem 0}
    summary:hover{color:var(--ink)}
    summary:focus-visible,a:focus-visible{outline:2px solid var(--over);outline-offset:2px}
    footer{margin-top:3rem;padding-top:1rem;padding-bottom:2.5rem;font-size:.85rem}

    """

private let frontLooks: Markup = """
    header{padding-top:2.2rem}
    .subject{margin:0 0 .15rem;font-size:.88rem;font-weight:600}
    .period{margin:0 0 1.2rem}
    .verdict{display:grid;grid-template-columns:auto 1fr;gap:1.1rem;align-items:center;padding:1.15rem \
    1.3rem;border-radius:.7rem;\
    background:var(--tint);color:var(--on)}
    .verdict.healthy{--tint:var(--ok-tint);--on:var(--ok-on)}.verdict.degraded{--tint:var(--warn-tint);\
    --on:var(--warn-on)}
    .verdict.failing{--tint:var(--bad-tint);--on:var(--bad-on)}.verdict.unknown{--tint:var(--dim-tint);\
    --on:var(--dim-on)}
    .verdict \
    svg{width:3rem;height:3rem;border-radius:50%;background:var(--on);stroke:var(--tint);fill:none;stroke-width:2.4;\
    stroke-linecap:round;\
    stroke-linejoin:round;display:block}
    .headline{font-size:1.4rem;line-height:1.25;font-weight:660;letter-spacing:-.012em;margin:0 0 .2rem;max-width:none}
    .headline .word{font-size:.72rem;margin-right:.6rem;vertical-align:.28em}
    .verdict .lead{margin:0;line-height:1.4;max-width:58rem}
    .glance{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem;margin:.75rem 0 0}
    .glance>div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem .95rem .8rem}
    .glance dt{font-size:.84rem;color:var(--soft)}
    .glance dd{margin:.05rem 0 0;font-size:1.5rem;line-height:1.3;font-weight:640;letter-spacing:-.015em}
    .glance dd+dd{font-size:.84rem;font-weight:400;letter-spacing:0;color:var(--soft);line-height:1.4}
    .meter{display:block;height:.4rem;border-radius:.2rem;background:var(--blank);margin:.15rem 0 .3rem;overflow:hidden}
    .meter span{display:block;height:100%;background:var(--over)}.meter.missed span{background:var(--failing)}
    .notes{margin:.9rem 0 0;padding:0 0 0 1.1rem;color:var(--soft);font-size:.9rem;max-width:46rem}
    .todo{list-style:none;margin:.6rem 0 0;padding:0}
    .todo>li{padding:.15rem 0 .2rem .95rem;border-left:4px solid var(--unknown);margin-bottom:.85rem}
    .todo>.critical{border-left-color:var(--failing)}.critical .word{color:var(--bad)}.todo .word{font-size:.64rem}
    .todo p{margin:0}
    .todo ul{list-style:none;margin:.1rem 0 .2rem;padding:0;color:var(--soft);font-size:.9rem}
    .todo details{margin:.1rem 0 0;font-size:.88rem}
    .next{font-size:.92rem}
    .brief{list-style:none;margin:.3rem 0 0;padding:0;font-size:.92rem}
    .brief li{padding:.12rem 0}
    .brief .when{color:var(--soft);margin-right:.5rem}

    """

private let plotLooks: Markup = """
    figure{margin:.4rem 0 0}
    figcaption{font-size:.88rem;margin:0 0 .5rem;max-width:46rem}
    .plot,.cells{display:block;width:100%;overflow:hidden}
    .trend{height:5.5rem}.tall{height:8rem}
    .trend,.tall{background:linear-gradient(var(--line),var(--line)) bottom/100% 1px no-repeat}
    .cells{height:1rem}
    .bar{height:.7rem}
    .rule{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke;fill:none}
    .healthy,.h{fill:var(--healthy)}.failing,.f{fill:var(--failing)}.unknown,.u{fill:var(--unknown)}\
    .unwatched{fill:var(--blank)}.w{fill:var(--faint)}.over{fill:var(--over)}
    .c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}.c5{fill:var(--c5)}
    .scaled{display:grid;grid-template-columns:3rem minmax(0,1fr)}
    .scale{display:flex;flex-direction:column;justify-content:space-between;font-size:.75rem;line-height:1;\
    color:var(--soft);text-align:right;padding-right:.5rem}
    .axis{position:relative;height:1.25rem;font-size:.75rem;color:var(--soft);overflow:hidden}
    .axis span{position:absolute;top:.3rem;white-space:nowrap;line-height:1;padding-left:.25rem;border-left:1px solid \
    var(--line)}
    .scaled+.axis{margin-left:3rem}
    .key{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.5rem 0 \
    0;padding:0;font-size:.84rem;color:var(--soft)}
    .key svg{width:.75rem;height:.85rem;margin-right:.4rem;vertical-align:-.1rem;display:inline-block}

    """

private let listLooks: Markup = """
    .rows-of-cells,.timeline{list-style:none;margin:.5rem 0 0;padding:0}
    .rows-of-cells li{display:grid;grid-template-columns:1rem minmax(0,12rem) minmax(0,1fr) \
    4.6rem;column-gap:.6rem;align-items:center;min-height:1.5rem;font-size:.86rem}
    .rows-of-cells .foot{min-height:0}.rows-of-cells .axis{grid-column:3}
    .name{display:flex;white-space:nowrap;overflow:hidden}.name span{overflow:hidden;text-overflow:ellipsis}
    .share{text-align:right;white-space:nowrap}
    .mark{font-size:.8rem;text-align:center}.mark.healthy{color:var(--good)}.mark.failing{color:var(--bad);\
    font-size:.95rem}.mark.unknown{font-weight:700}
    @media \
    (min-width:62rem){.columns.two{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));column-gap:2.5rem;\
    align-items:start}
    .two .rows-of-cells li{grid-template-columns:1rem minmax(0,9.5rem) minmax(0,1fr) 4.3rem}}
    .timeline li{display:grid;grid-template-columns:minmax(0,19rem) minmax(0,1fr) \
    14rem;column-gap:1rem;align-items:center;padding:.1rem 0;font-size:.88rem}
    .timeline .axis{grid-column:2}
    .timeline .howlong{text-align:right;white-space:nowrap}
    table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.6rem 0 0}
    caption{text-align:left;color:var(--soft);font-size:.88rem;padding-bottom:.25rem}
    th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid \
    var(--rule);white-space:nowrap}
    th{font-weight:600;font-size:.8rem;color:var(--soft)}
    .l{white-space:normal;min-width:5.2rem}
    td:first-child{font-weight:550;overflow-wrap:break-word;min-width:min(7rem,30vw)}
    .n{text-align:right}
    th:last-child,td:last-child{padding-right:0}
    .todo .each{margin:.3rem 0}.each>li{margin:0 0 .6rem}

    """

private let telephoneLooks: Markup = """
    @media screen and (max-width:56rem){
    .rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .rows,.rows tbody{display:block}.rows caption{display:block}
    .rows tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--rule)}
    .rows td{display:block;border:0;padding:.08rem 0;text-align:left}
    .rows td[data-l]::before{content:attr(data-l) ": ";color:var(--soft);font-weight:400}
    }
    @media screen and (max-width:46rem){
    .front,.details,footer{padding-left:1rem;padding-right:1rem}
    header{padding-top:1.4rem}h1{font-size:1.5rem}
    .verdict{grid-template-columns:1fr;gap:.7rem;padding:1rem}.verdict \
    svg{width:2.4rem;height:2.4rem}.headline{font-size:1.25rem}
    .headline .word{display:table;margin:0 0 .4rem}
    .glance{grid-template-columns:1fr 1fr;gap:.6rem}.glance>div{padding:.65rem .75rem}.glance dd{font-size:1.25rem}
    .rows-of-cells li,.two .rows-of-cells li{grid-template-columns:1rem minmax(0,1fr) auto;padding:.2rem 0}
    .rows-of-cells svg.cells{grid-column:1/-1;grid-row:2}.rows-of-cells .axis{grid-column:1/-1}
    .timeline li{grid-template-columns:minmax(0,1fr);padding:.3rem 0}.timeline \
    .howlong{text-align:left;grid-row:2;color:var(--soft)}
    .timeline .axis{grid-column:1}
    th,td{padding-right:.5rem;white-space:normal}.l{min-width:0}
    }

    """

private let printLooks: Markup = """
    @media print{
    :root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--rule:#ddd;\
    --healthy:#a9d2c0;--failing:#a3211a;--unknown:#666;\
    --over:#4a6f94;--blank:#eee;--faint:#aaa;--good:#1c6648;--bad:#a3211a;--ok-tint:#dff1e7;--ok-on:#14543a;\
    --warn-tint:#fbeccb;--warn-on:#684300;--bad-tint:#fae0dd;\
    --bad-on:#861912;--dim-tint:#e6e8ea;--dim-on:#424b54;--c0:#23527c;--c1:#b06a14;--c2:#4f8a6c;--c3:#8a5a83;\
    --c4:#6f7f2f;--c5:#7d848c}
    @page{size:A4;margin:12mm 14mm}
    html{font-size:8.8pt}body{line-height:1.4}.front,.details,footer{max-width:none;padding:0}header{padding-top:0}
    .front{break-after:page}
    section{margin-top:1.5rem}
    .verdict{padding:.8rem 1.1rem}.verdict svg{width:2.6rem;height:2.6rem}
    .glance{gap:.6rem}.glance>div{padding:.5rem .8rem .55rem}
    .todo>li{margin-bottom:.5rem}.trend{height:4.5rem}.tall{height:6rem}
    .front .todo>li>p,.front .todo>li>ul>li,.front .brief>li{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
    .front p,.front li,.front ul{max-width:none}.front section{margin-top:.95rem}.front .trend{height:3.9rem}
    .paper{display:block}
    a{text-decoration:none}:target{background:none}
    .columns.two{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));column-gap:1.6rem;align-items:start}
    .rows-of-cells li{grid-template-columns:.9rem minmax(0,10rem) minmax(0,1fr) \
    3.8rem;column-gap:.4rem;min-height:1.15rem}
    .two .rows-of-cells li{grid-template-columns:.9rem minmax(0,9rem) minmax(0,1fr) 3.6rem}
    .cells{height:.75rem}
    .timeline li{grid-template-columns:minmax(0,18rem) minmax(0,1fr) 14rem}
    .part{margin-top:2rem}
    th.l:first-child{width:22%}td.l:first-child{overflow-wrap:anywhere}
    h2,h3,figcaption,caption,thead{break-after:avoid}
    .scaled,.rows-of-cells li,.timeline li,.todo>li,.brief li,tr,.glance,.verdict{break-inside:avoid}
    details:not([open]):not(.healthy-ones){display:none}
    summary{list-style:none}summary::marker{content:""}
    .healthy-ones::details-content{content-visibility:visible;block-size:auto}
    #access-table{display:none}
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    }

    """
