import assert from "node:assert/strict";
import { limits, openableLink, parseFromWebview } from "../../../src/chat/protocol.ts";

const valid = [
    { kind: "ready", version: 1 },
    { kind: "ack", turn: "t2", seq: 7 },
    { kind: "send", text: "Hello\nthere" },
    { kind: "editLast", turn: "t1", text: "Hello" },
    { kind: "stop" },
    { kind: "retry", turn: "t2" },
    { kind: "showAnswer", turn: "t2" },
    { kind: "chooseIdentity" },
    { kind: "chooseIdentity", turn: "t2" },
    { kind: "chooseDeployment" },
    { kind: "failureAction", turn: "t2", index: 0, action: "assignRole" },
    { kind: "openLink", url: "https://learn.microsoft.com/azure" },
    { kind: "openLink", url: "mailto:dev@contoso.com" },
    { kind: "copyAnswer", turn: "t2" },
    { kind: "copyCode", turn: "t2", block: 0 },
    { kind: "insertCode", turn: "t2", block: 3 },
    { kind: "setDraft", text: "" },
];

const hostile: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a string", "send"],
    ["a number", 1],
    ["an array", [{ kind: "send", text: "x" }]],
    ["no kind", { text: "x" }],
    ["an unknown kind", { kind: "runCommand", command: "workbench.action.terminal.new" }],
    ["a kind of Object.prototype", { kind: "toString" }],
    ["__proto__ as the kind", { kind: "__proto__" }],
    ["constructor as the kind", { kind: "constructor" }],
    ["an inherited kind", Object.create({ kind: "stop" })],
    ["inherited fields", Object.assign(Object.create({ text: "x" }), { kind: "send" })],
    ["an object as the kind", { kind: { toString: () => "stop" } }],
    ["an empty question", { kind: "send", text: " \n" }],
    ["a question that is no text", { kind: "send", text: { length: 1 } }],
    ["a question without end", { kind: "send", text: "x".repeat(limits.question + 1) }],
    ["a draft without end", { kind: "setDraft", text: "x".repeat(limits.question + 1) }],
    ["an id with a path in it", { kind: "retry", turn: "../t2" }],
    ["an empty id", { kind: "retry", turn: "" }],
    ["an id without end", { kind: "retry", turn: "t".repeat(limits.id + 1) }],
    ["a line break in an id", { kind: "retry", turn: "t2\n" }],
    ["a missing id", { kind: "copyAnswer" }],
    ["a negative block", { kind: "copyCode", turn: "t2", block: -1 }],
    ["half a block", { kind: "copyCode", turn: "t2", block: 0.5 }],
    ["a block as text", { kind: "copyCode", turn: "t2", block: "0" }],
    ["NaN as a block", { kind: "insertCode", turn: "t2", block: Number.NaN }],
    ["a block beyond the limit", { kind: "insertCode", turn: "t2", block: limits.index + 1 }],
    ["an infinite seq", { kind: "ack", turn: "t2", seq: Number.POSITIVE_INFINITY }],
    ["an action with a command in it", { kind: "failureAction", turn: "t2", index: 0, action: "openUrl:https://evil.example" }],
    ["an http link", { kind: "openLink", url: "http://contoso.com" }],
    ["a command link", { kind: "openLink", url: "command:workbench.action.terminal.sendSequence?%7B%7D" }],
    ["a vscode link", { kind: "openLink", url: "vscode://evil.extension/x" }],
    ["a file link", { kind: "openLink", url: "file:///etc/passwd" }],
    ["a script link", { kind: "openLink", url: "javascript:alert(1)" }],
    ["a data link", { kind: "openLink", url: "data:text/html,x" }],
    ["a relative link", { kind: "openLink", url: "//evil.example" }],
    ["a link with a user name in front of the host", { kind: "openLink", url: "https://login.microsoftonline.com@evil.example/" }],
    ["a link without end", { kind: "openLink", url: `https://contoso.com/${"x".repeat(limits.url)}` }],
];

describe("messages from the chat page", () => {
    for (const message of valid) {
        it(`takes ${JSON.stringify(message)}`, () => {
            assert.deepEqual(parseFromWebview(message), message);
        });
    }

    for (const [name, message] of hostile) {
        it(`refuses ${name}`, () => {
            assert.equal(parseFromWebview(message), undefined);
        });
    }

    it("carries no field that its kind does not have", () => {
        assert.deepEqual(parseFromWebview({ kind: "stop", text: "x", __proto__: { turn: "t1" } }), { kind: "stop" });
    });
});

describe("a link in an answer", () => {
    it("is opened by its real, encoded address", () => {
        assert.equal(openableLink("HTTPS://Contoso.com/a b"), "https://contoso.com/a%20b");
        assert.equal(openableLink("https://аpple.com/"), "https://xn--pple-43d.com/", "a Cyrillic а shows as what it is");
    });
});
