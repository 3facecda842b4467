import type { Accounts } from "./accounts.ts";
import { pickOne } from "../ask/prompts.ts";
import type { SignIn } from "./signIn.ts";
import { showInformation } from "../messages.ts";

/**
 * Asks whose rights should read and change Azure. With a tenant, it signs the account in to that tenant, unless it should
 * be somebody else.
 * @returns whether somebody is signed in now, so that what failed is worth another try.
 */
export async function signIn(parts: { accounts: Accounts; signIn: SignIn }, argument?: { tenantId?: string; asSomebodyElse?: boolean }): Promise<boolean> {
    if (argument?.tenantId && !argument.asSomebodyElse) {
        return signInAccount(parts, argument.tenantId);
    }
    const chosen = await pickOne<"account" | "machine" | "cli">(
        { title: "Sign in to Azure", placeholder: "Whose rights should read and change Azure?" },
        [{ choices: [
            { label: "Microsoft account", icon: "account", description: "of VS Code", detail: "Your own rights, in every tenant that you can enter", value: "account" },
            { label: "This machine's identity", icon: "server", description: "managed identity", detail: "No prompt; sees what the identity has a role on", value: "machine" },
            { label: "Azure CLI", icon: "terminal", description: "az login", detail: "Whoever is signed in on the machine where this extension runs", value: "cli" },
        ] }],
    );
    if (chosen === "account") {
        return signInAccount(parts);
    }
    if (chosen !== "machine" && chosen !== "cli") {
        return false;
    }
    await parts.signIn.choose({ kind: chosen });
    return await parts.signIn.management() !== undefined;
}

async function signInAccount({ accounts, signIn }: { accounts: Accounts; signIn: SignIn }, tenantId?: string): Promise<boolean> {
    const isSignedIn = await accounts.signIn(tenantId);
    if (isSignedIn) {
        await signIn.choose({ kind: "account" });
    }
    return isSignedIn;
}

/** Keyless forgets whose rights it used. VS Code's own session ends in VS Code's Accounts menu, and this says so. */
export async function signOut({ signIn }: { signIn: SignIn }): Promise<void> {
    const wasAccount = signIn.choice()?.kind === "account";
    await signIn.choose({ kind: "signedOut" });
    const text = "Keyless is signed out of Azure. Connections and the chat keep the identities that you chose for them.";
    void showInformation(wasAccount ? `${text} To end VS Code's own session, use Accounts in the activity bar.` : text);
}
