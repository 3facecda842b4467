import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commandIds, internalCommandIds } from "../../../src/ui/commands/ids.ts";

const root = join(import.meta.dirname, "../../..");

interface Manifest {
    icon: string;
    contributes: {
        commands: { command: string; title: string; category: string }[];
        menus: Record<string, { command: string; when?: string }[]>;
        views: Record<string, { id: string }[]>;
        viewsWelcome: { view: string; contents: string }[];
        configuration: { properties: Record<string, { scope?: string }> };
    };
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const { commands, menus, views, viewsWelcome, configuration } = manifest.contributes;

function source(folder: string): string {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
}

describe("package.json", () => {
    it("declares exactly the commands that the code handles", () => {
        assert.deepEqual(commands.map(({ command }) => command).sort(), [...commandIds].sort());
    });

    it("keeps commands that need an argument out of the palette", () => {
        const hidden = menus["commandPalette"]!.filter(({ when }) => when === "false").map(({ command }) => command);
        assert.deepEqual(hidden.sort(), [...internalCommandIds].sort());
    });

    it("refers in menus and welcome texts only to its own commands and views", () => {
        const known = new Set(commands.map(({ command }) => command));
        const inMenus = Object.values(menus).flat().map(({ command }) => command);
        const inWelcome = viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/command:([\w.]+)/g)].map((match) => match[1]!));
        assert.deepEqual([...inMenus, ...inWelcome].filter((command) => !known.has(command)), []);
        const viewIds = new Set(Object.values(views).flat().map(({ id }) => id));
        assert.deepEqual(viewsWelcome.filter(({ view }) => !viewIds.has(view)), []);
    });

    it("declares every view that the code fills, and no other", () => {
        const created = [...source("src/ui").matchAll(/"(keyless\.(?:machine|connections|azure|chat))"/g)].map((match) => match[1]!);
        assert.deepEqual([...new Set(created)].sort(), Object.values(views).flat().map(({ id }) => id).sort());
    });

    it("declares every setting that the code reads, and no other", () => {
        const read = [...source("src/ui").matchAll(/section\(\)\.get<[^>]*>\("(\w+)"/g)].map((match) => `keyless.${match[1]}`);
        assert.deepEqual(Object.keys(configuration.properties).sort(), [...new Set(read)].sort());
    });

    it("gives a workspace no say in where tokens go", () => {
        const open = Object.entries(configuration.properties).filter(([, { scope }]) => scope !== "machine");
        assert.deepEqual(open.map(([name]) => name), []);
    });

    it("has the pictures that it names", () => {
        const pictures = [...JSON.stringify(manifest).matchAll(/media\/[\w/-]+\.(?:svg|png)/g)].map((match) => match[0]);
        assert.deepEqual(pictures.filter((picture) => !existsSync(join(root, picture))), []);
    });

    it("uses sentence-like titles with an ellipsis where more input follows", () => {
        const asking = ["signIn", "selectSubscriptions", "filter", "newConnection", "switchConnection", "renameConnection", "removeConnection", "chooseIdentity", "chooseDeployment",
            "setUpAccess", "createIdentity", "deleteIdentity", "attachIdentity", "detachIdentity", "enableSystemIdentity", "disableSystemIdentity",
            "assignRole", "undo", "removeRoleAssignment", "disableKeyAccess", "enableKeyAccess", "adminScripts"];
        for (const { command, title, category } of commands) {
            assert.equal(category, "Keyless");
            assert.equal(title.endsWith("…"), asking.includes(command.replace("keyless.", "")), title);
        }
    });
});
