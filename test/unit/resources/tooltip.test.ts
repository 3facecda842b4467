import assert from "node:assert/strict";
import { marked } from "marked";
import type { Subscription } from "../../../src/azure/arm/subscriptions.ts";
import type { ManagedIdentity } from "../../../src/azure/resources.ts";
import { failureNode, type ManagedIdentityNode, type SubscriptionNode } from "../../../src/resources/nodes.ts";
import { present } from "../../../src/resources/presentation.ts";
import { tooltip } from "../../../src/resources/tooltip.ts";
import { openDom } from "../webview/dom.ts";
import { hostileNodes } from "./hostileNodes.ts";

const { document } = openDom();

/** The tooltip as VS Code shows it: Markdown becomes HTML, and in that, `$(name)` becomes an icon unless a backslash stands before it. */
function rendered(markdown: string | undefined): HTMLElement {
    const html = marked.parse(markdown ?? "", { async: false });
    const icons = html.replace(/(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g, (_, escaped, name: string) =>
        (escaped ? `$(${name})` : `<span class="codicon codicon-${name}"></span>`));
    const body = document.createElement("body");
    body.innerHTML = icons;
    return body;
}

const group = "/subscriptions/s/resourceGroups/rg-(odd)_name.";
function identityNode(changes: Partial<ManagedIdentity> = {}): ManagedIdentityNode {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-playground`;
    const managedIdentity: ManagedIdentity = {
        kind: "managedIdentity", id, name: "uai-playground", location: "eastus2", resourceGroup: "rg-(odd)_name.", subscriptionId: "s",
        tenantId: "t", clientId: "40efb7d2", principalId: "8a3d5f10", ...changes,
    };
    return { kind: "managedIdentity", id: "n", resourceId: id, managedIdentity, subscription: {} as Subscription };
}

function subscriptionNode(name: string): SubscriptionNode {
    const subscription = { id: "/subscriptions/s", subscriptionId: "s", name, state: "Enabled", tenant: { name: "contoso.com", tenantId: "t" } } as Subscription;
    return { kind: "subscription", id: "n", resourceId: "/subscriptions/s", subscription };
}

const links = (body: HTMLElement) => [...body.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");

describe("A tooltip", () => {
    it("is a small table with every id and a link that copies it", () => {
        const body = rendered(tooltip(identityNode()));
        assert.equal(body.querySelector("strong")?.textContent, "uai-playground");
        const rows = [...body.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent?.trim()));
        assert.deepEqual(rows, [
            ["Client id", "40efb7d2"], ["Principal id", "8a3d5f10"], ["Tenant", "t"], ["Location", "eastus2"],
            ["Resource group", "rg-(odd)_name."],
        ]);
        assert.equal(body.querySelector("table ~ p")?.textContent?.trim(), `Resource id ${identityNode().managedIdentity.id}`.replace("id /", "id/"));
        const copied = links(body).map((href) => JSON.parse(decodeURIComponent(href.replace("command:keyless.copyText?", ""))) as unknown);
        assert.deepEqual(copied, [["40efb7d2"], ["8a3d5f10"], ["t"], [identityNode().managedIdentity.id]]);
    });

    it("leaves out what is not known", () => {
        assert.doesNotMatch(tooltip(identityNode({ location: "", clientId: "" })) ?? "", /Location|Client id/);
    });

    const hostileNames = [
        "**bold** _em_ ~~gone~~", "`code`", "``` fence", "a | b | c", "[click](https://evil.example)", "![pixel](https://evil.example/p.png)",
        "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "[run](command:workbench.action.terminal.new)", "$(trash) icon", "$(sync~spin)", "\\$(trash)", "`$(trash)`",
        "https://evil.example/path", "www.evil.example", "someone@evil.example", "# heading", "- list", "1. list", "> quote", "line one\nline two\n\n| x | y |",
        "\\", "ends with \\", "&lt;b&gt; &amp;", "<!-- -->", "[ref]: https://evil.example", "😀 名前",
    ];
    for (const name of hostileNames) {
        it(`shows a hostile name as it is: ${JSON.stringify(name)}`, () => {
            const shown = name.replace(/\s+/g, " ");
            for (const node of [subscriptionNode(name), identityNode({ name, location: name })]) {
                const body = rendered(tooltip(node));
                assert.ok(body.textContent?.includes(shown), body.innerHTML);
                assert.equal(body.querySelector("strong")?.textContent, shown);
                assert.equal(body.querySelectorAll("table").length, 1);
                assert.equal(body.querySelectorAll("tbody td").length % 2, 0);
                assert.deepEqual([...body.querySelectorAll("img, script, del, em, h1, li, blockquote, .codicon:not(.codicon-copy)")], []);
                assert.deepEqual(links(body).filter((href) => !href.startsWith("command:keyless.copyText?")), []);
            }
        });
    }

    it("of whatever kind of node holds nothing but text and links that copy just what stands before them", function () {
        this.timeout(10_000);
        for (const text of [...hostileNames, "x\n\n[y](command:keyless.copyText?%5B%22evil%22%5D)", "nginx](command:workbench.action.quit) [x"]) {
            for (const [kind, node] of Object.entries(hostileNodes(text))) {
                const body = rendered(present(node).tooltip);
                const said = `${kind}: ${body.innerHTML}`;
                assert.deepEqual([...body.querySelectorAll("img, script, del, em, h1, li, blockquote, hr, iframe, .codicon:not(.codicon-copy)")], [], said);
                for (const link of body.querySelectorAll("a")) {
                    const [, query] = /^command:keyless\.copyText\?(.*)$/.exec(link.getAttribute("href") ?? "") ?? [];
                    assert.ok(query !== undefined, said);
                    const [copied] = JSON.parse(decodeURIComponent(query)) as [string];
                    assert.ok([text.trim(), `${text.trim()}/`].includes(copied), said);
                    assert.equal(link.querySelectorAll(".codicon-copy").length, 1, said);
                    assert.ok(link.parentElement?.textContent?.includes(text.trim().replace(/\s+/g, " ")), said);
                }
            }
        }
    });

    it("of a line that tells what is missing is plain text in paragraphs", () => {
        const body = rendered(present({ kind: "message", id: "n", label: "Not on Azure", icon: "info", tooltip: "Server: [run](command:workbench.action.quit)\n\nUse **SSH**." }).tooltip);
        assert.deepEqual([...body.querySelectorAll("p")].map((each) => each.textContent), ["Server: [run](command:workbench.action.quit)", "Use **SSH**."]);
    });

    it("does not let an id break out of its letters", () => {
        const hostile = "x` | [y](command:evil) `(z)";
        const body = rendered(tooltip(identityNode({ clientId: hostile })));
        assert.ok(body.textContent?.includes(hostile));
        assert.deepEqual(links(body).filter((href) => !href.startsWith("command:keyless.copyText?")), []);
    });

    it("tells of a failure what, why, what to do and what was seen", () => {
        const body = rendered(tooltip(failureNode("p", {
            kind: "forbidden", summary: "dev could not list", cause: "The right is missing.", remedy: "Ask.", actions: [],
            evidence: [{ name: "Status", value: "403" }, { name: "Azure says", value: "<b>[no](command:x)</b>" }],
        })));
        assert.match(body.textContent ?? "", /dev could not list\s+The right is missing\.\s+Ask\.\s+Status: 403\s*Azure says: <b>\[no\]\(command:x\)<\/b>/);
        assert.deepEqual(links(body), []);
    });
});
