import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import markdown from "highlight.js/lib/languages/markdown";
import php from "highlight.js/lib/languages/php";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
    bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, markdown, php, powershell, python, ruby, rust,
    shell, sql, typescript, xml, yaml,
};
for (const [name, language] of Object.entries(languages)) {
    hljs.registerLanguage(name, language);
}

/**
 * Code beyond this stays without colours: the highlighter would hold the page for longer than they are worth. Many of
 * its patterns take time with the square of a line, of a name, or of words and blanks without any other sign.
 */
const most = { chars: 16_000, line: 2_000, name: 300, words: 1_000 };

function isCheap(code: string): boolean {
    return code.length <= most.chars && longest(code, /\n/) <= most.line && longest(code, /[^\w.-]+/) <= most.name && longest(code, /[^\w\s]+/) <= most.words;
}

/** Length of the longest part between separators. */
function longest(code: string, separator: RegExp): number {
    return code.split(separator).reduce((most, { length }) => Math.max(most, length), 0);
}

/** The code as text and coloured spans; only text for a language that is not known, or for too much of it. */
export function highlighted(document: Document, code: string, language: string): DocumentFragment {
    // The content of a template belongs to a document that runs and loads nothing.
    const template = document.createElement("template");
    if (hljs.getLanguage(language) !== undefined && isCheap(code)) {
        template.innerHTML = hljs.highlight(code, { language, ignoreIllegals: true }).value;
    }
    if (template.content.textContent !== code || template.content.querySelector(":not(span)") !== null) {
        template.content.replaceChildren(code);
    }
    return template.content;
}
