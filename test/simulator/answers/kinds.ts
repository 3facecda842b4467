/** Blocks of Markdown by kind, and the words of a prompt that ask for them. */
import { codeBlock, languages } from "./code.ts";
import type { Language } from "./code.ts";
import { hostileHtml, hostileLinks } from "./hostile.ts";
import type { Random } from "./random.ts";

const things = ["identity", "role", "scope", "token", "endpoint", "deployment", "subscription", "tenant"] as const;
const verbs = ["Check", "Choose", "Create", "Attach", "Assign", "Request", "Compare", "Remove"] as const;

const simple = {
    headings: (random: Random) => [1, 2, 3, 4].map((level) => `${"#".repeat(level)} ${title(random)}\n\nWhat belongs under it.`).join("\n\n"),
    list: (random: Random) => steps(random, 5).map((text) => `- ${text}`).join("\n"),
    numbered: (random: Random) => steps(random, 5).map((text, n) => `${n + 1}. ${text}`).join("\n"),
    tasks: (random: Random) => steps(random, 4).map((text, n) => `- [${n % 2 ? " " : "x"}] ${text}`).join("\n"),
    nested: (random: Random) =>
        steps(random, 3).map((text, n) => `${n + 1}. ${text}\n   - ${title(random)}\n     - ${title(random)}\n       1. ${title(random)}\n   - ${title(random)}`).join("\n"),
    table: (random: Random) => table(random, 4, 5),
    wideTable: (random: Random) => table(random, 14, 4),
    quote: (random: Random) => `> ${steps(random, 1).join("")}\n>\n> > ${title(random)}, once more with emphasis: **bold**, *italic*, ~~struck~~, \`code\`.`,
    links: () =>
        "See [the documentation](https://learn.microsoft.com/azure/ai-services/openai/how-to/managed-identity), [a plain http page](http://example.com/), " +
        "<https://example.com/a?b=c&d=e>, https://example.com/bare and [a mail](mailto:someone@example.com).",
    hostileLinks,
    images: () =>
        "![a remote picture](https://example.com/track.png?id=1)\n\n![again, by reference][pixel]\n\n![inline](data:image/png;base64,iVBORw0KGgo=)\n\n[pixel]: https://example.com/pixel.gif",
    rawHtml: hostileHtml,
    latex: () => "Inline $e^{i\\pi} + 1 = 0$ and \\(a^2 + b^2 = c^2\\), and as a block:\n\n$$\n\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}\n$$\n\n\\[ \\sum_{n=1}^{N} n = \\frac{N(N+1)}{2} \\]",
    longLines: (random: Random) => `${"x".repeat(2000)}\n\n\`${"unbroken_".repeat(120)}\`\n\n\`\`\`text\n${steps(random, 40).join(" ")}\n\`\`\``,
    cjk: () => "受管识别使应用程序无需密钥即可访问资源。マネージド ID を使うと、シークレットなしで呼び出せます。관리 ID는 비밀 없이 작동합니다。",
    rtl: () => "הזהות המנוהלת מאפשרת גישה ללא סוד (`DefaultAzureCredential`).\n\nتتيح الهوية المُدارة الوصول بدون مفاتيح: 1، 2، 3.",
    emoji: () => "Done ✅, mostly 👩🏽‍💻👨‍👩‍👧‍👦 🏳️‍🌈 🇪🇺 — 𝒽ℯ𝓁𝓁ℴ, z̷a̷l̷g̷o̷, and a family in one glyph.",
    mermaid: () => "```mermaid\nflowchart LR\n    VM --> IMDS --> Token --> OpenAI\n```",
    footnotes: () => "A claim[^1] and another[^note].\n\n[^1]: Where it comes from.\n[^note]: And why.",
};

export type Kind = keyof typeof simple | "code" | Language;

type Block = (random: Random) => string;

export const blocks: Record<Kind, Block> = {
    ...simple,
    code: (random) => codeBlock(random.pick(languages), random),
    ...(Object.fromEntries(languages.map((name) => [name, (random: Random) => codeBlock(name, random)])) as Record<Language, Block>),
};

const words: [RegExp, Kind[]][] = [
    [/\b(everything|all kinds|every kind|kitchen sink)\b/, Object.keys(simple) as Kind[]],
    [/\bheadings?\b/, ["headings"]],
    [/\bnested\b/, ["nested"]],
    [/\b(numbered|steps?)\b/, ["numbered"]],
    [/\b(tasks?|checklist|to-?do)\b/, ["tasks"]],
    [/(?<!nested )\b(bullets?|lists?)\b/, ["list"]],
    [/\bwide table\b/, ["wideTable"]],
    [/(?<!wide )\btables?\b/, ["table"]],
    [/\b(block ?)?quotes?\b/, ["quote"]],
    [/\blinks?\b/, ["links", "hostileLinks"]],
    [/\b(images?|pictures?)\b/, ["images"]],
    [/\b(raw html|script|svg|iframe|attacks?|xss)\b/, ["rawHtml"]],
    [/\b(latex|formulas?|math|equations?)\b/, ["latex"]],
    [/\blong lines?\b/, ["longLines"]],
    [/\b(cjk|chinese|japanese|korean)\b/, ["cjk"]],
    [/\b(rtl|right-to-left|arabic|hebrew)\b/, ["rtl"]],
    [/\bemojis?\b/, ["emoji"]],
    [/\b(mermaid|diagram)\b/, ["mermaid"]],
    [/\bfootnotes?\b/, ["footnotes"]],
];

/** Languages whose names are written otherwise, or are ordinary words. */
const spelling: Partial<Record<Language, string>> = { csharp: "csharp|c#", go: "golang|go code", diff: "diff|patch" };

/** The kinds that the prompt's words ask for, in this file's order. */
export function kindsIn(prompt: string): Kind[] {
    const text = prompt.toLowerCase();
    const named = languages.filter((language) => new RegExp(`(^|[^a-z])(${spelling[language] ?? language})(?![a-z])`).test(text));
    const code: Kind[] = named.length > 0 ? named : /\bcode\b/.test(text) ? ["python", "typescript", "bash"] : [];
    return [...new Set([...words.flatMap(([pattern, kinds]) => (pattern.test(text) ? kinds : [])), ...code])];
}

function title(random: Random): string {
    return `${random.pick(verbs)} the ${random.pick(things)}`;
}

function steps(random: Random, count: number): string[] {
    return Array.from({ length: count }, () => `${title(random)}, then look at the **${random.pick(things)}** and note its \`${random.pick(things)}Id\`.`);
}

function table(random: Random, columns: number, rows: number): string {
    const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
    const cells = (make: (n: number) => string) => Array.from({ length: columns }, (_, n) => make(n));
    const head = [row(cells((n) => `${random.pick(things)} ${n + 1}`)), row(cells((n) => [":---", ":---:", "---:"][n % 3] ?? "---"))];
    return [...head, ...Array.from({ length: rows }, () => row(cells((n) => (n % 3 === 2 ? String(random.int(10_000)) : title(random)))))].join("\n");
}
