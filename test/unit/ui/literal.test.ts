import assert from "node:assert/strict";
import { literal } from "../../../src/ui/literal.ts";

/** What VS Code reads in texts, as 1.106 and 1.139 do. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/;

describe("A text that is shown as it is", () => {
    for (const text of ["[x](command:workbench.action.quit)", "[x](https://evil.example/)", "a [b [x](FILE:///etc/passwd \"t\") c", "$(trash)", "\\$(trash)", "$(sync~spin) [$(x)](command:y)"]) {
        it(`has no link and no icon: ${text}`, () => {
            assert.ok(link.test(text) || icon.test(text));
            assert.doesNotMatch(literal(text), link);
            assert.doesNotMatch(literal(text), icon);
            assert.equal(literal(text).replaceAll("\u2060", ""), text);
        });
    }

    it("is untouched where there is nothing to part", () => {
        for (const text of ["rg(prod) [1] costs $5 (more)", "uai-playground", "", "100 % [a] (b)"]) {
            assert.equal(literal(text), text);
        }
    });

    it("stays the same when it passes twice", () => {
        assert.equal(literal(literal("[x](command:y) $(z)")), literal("[x](command:y) $(z)"));
    });
});
