import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../host/paths.ts";
import { signIn, suite } from "./suite.ts";

interface Manifest {
    contributes: { commands: { command: string; title: string }[]; menus: { commandPalette: { command: string; when: string }[] } };
}

const { commands, menus } = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest).contributes;
const hidden = new Set(menus.commandPalette.filter(({ when }) => when === "false").map(({ command }) => command));

/** What each command of the palette does with nothing selected: asks a question of that title, says something, or does its job. */
const outcomes: Record<string, { asks: RegExp } | { says: RegExp } | { shows: string } | { does: "quietly" } | { isHidden: true }> = {
    selectSubscriptions: { asks: /^Select subscriptions/ },
    refresh: { does: "quietly" },
    filter: { asks: /^Filter/ },
    clearFilter: { isHidden: true },
    copyId: { asks: /^Copy resource id/ },
    copyClientId: { asks: /^Copy client id/ },
    copyPrincipalId: { asks: /^Copy principal id/ },
    copyEndpoint: { asks: /^Copy endpoint/ },
    openInPortal: { asks: /^Open in portal/ },
    viewProperties: { asks: /^View properties/ },
    renameConnection: { says: /no connection yet/ },
    removeConnection: { says: /no connection yet/ },
    openChat: { shows: ".part.auxiliarybar" },
    newConversation: { does: "quietly" },
    newConnection: { asks: /^New connection/ },
    switchConnection: { asks: /^New connection/ },
    chooseIdentity: { asks: /^New connection/ },
    chooseDeployment: { asks: /^New connection/ },
    setUpAccess: { asks: /^Set up keyless access/ },
    createIdentity: { asks: /^Create user-assigned identity/ },
    deleteIdentity: { asks: /^Delete user-assigned identity/ },
    attachIdentity: { asks: /^Attach identity/ },
    detachIdentity: { asks: /^Detach identity/ },
    enableSystemIdentity: { asks: /^Enable system-assigned identity/ },
    disableSystemIdentity: { asks: /^Disable system-assigned identity/ },
    assignRole: { asks: /^Assign role/ },
    removeRoleAssignment: { asks: /^Remove role assignment/ },
    disableKeyAccess: { asks: /^Disable key access/ },
    enableKeyAccess: { asks: /^Enable key access/ },
    adminScripts: { asks: /^Write set-up scripts/ },
    undo: { isHidden: true },
    signIn: { asks: /^Sign in to Azure/ },
    showLog: { shows: ".output-view, .panel .monaco-editor" },
    openSettings: { shows: ".settings-editor" },
    openWalkthrough: { shows: ".getting-started-step" },
    useMachineIdentity: { does: "quietly" },
    signOut: { says: /signed out of Azure/ },
};

describe("the command palette, with nothing selected", () => {
    const parts = suite({ simulator: { scenario: "playground" } }, async ({ workbench }) => {
        await signIn(workbench);
        await workbench.view("Azure").row("Playground").waitFor();
    });
    const workbench = () => parts.workbench;

    it("offers no command of which it is not known here what it does", () => {
        const offered = commands.map(({ command }) => command).filter((command) => !hidden.has(command));
        assert.deepEqual(Object.keys(outcomes).map((id) => `keyless.${id}`).sort(), offered.sort());
    });

    for (const [id, outcome] of Object.entries(outcomes)) {
        const { title } = commands.find(({ command }) => command === `keyless.${id}`)!;
        const name = `Keyless: ${title}`;
        if ("isHidden" in outcome) {
            it(`does not offer ${title} where it can't work`, async () => {
                await workbench().page.keyboard.press("F1");
                await workbench().quickInput.type(`>${name}`);
                await workbench().quickInput.entry(/./).first().waitFor();
                assert.equal(await workbench().quickInput.entry(name).count(), 0);
                await workbench().quickInput.cancel();
            });
            continue;
        }
        it(`runs ${title}`, async () => {
            await workbench().runCommand(name);
            if ("asks" in outcome) {
                const asked = workbench().quickInput.widget.locator(".quick-input-title").filter({ hasText: outcome.asks });
                await asked.waitFor();
                await workbench().quickInput.cancel();
            } else if ("says" in outcome) {
                const message = workbench().notification(outcome.says);
                await message.first().waitFor();
            } else if ("shows" in outcome) {
                await workbench().page.locator(outcome.shows).first().waitFor();
                await workbench().closeModalEditor();
            } else {
                await workbench().quickInput.widget.waitFor({ state: "hidden" });
            }
            assert.equal(await workbench().notification(/something unexpected/).count(), 0);
            await workbench().page.keyboard.press("Escape");
            // What has just opened takes the focus a moment later, and would close the palette.
            await workbench().page.waitForTimeout("shows" in outcome ? 500 : 0);
        });
    }

    it("nothing of it failed", async () => {
        assert.doesNotMatch(await workbench().keylessLog(), /failed unexpectedly/);
    });
});
