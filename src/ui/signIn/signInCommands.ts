import type { Management } from "../../azure/arm.ts";
import type { MachineReading } from "../../azure/machine.ts";
import { type Choice, type ChoiceGroup, pickOne } from "../ask/prompts.ts";
import type { Accounts, SignInTo } from "./accounts.ts";
import { showInformation } from "../messages.ts";
import type { SignIn } from "./signIn.ts";

interface SignInParts {
    accounts: Accounts;
    signIn: SignIn;
    machine(): Promise<MachineReading>;
}

/**
 * Asks whose rights should read and change Azure. With a tenant, it signs the account in to that tenant, unless it should
 * be somebody else.
 * @returns whether somebody is signed in now, so that what failed is worth another try.
 */
export async function signIn(parts: SignInParts, argument?: SignInTo): Promise<boolean> {
    if ((argument?.tenantId ?? argument?.accountId) && !argument?.asSomebodyElse) {
        return signInAccount(parts, argument);
    }
    const chosen = await pickOne<Way>({ title: "Sign in to Azure", placeholder: "Whose rights should read and change Azure?" }, [waysIn(parts)]);
    if (chosen === "account") {
        return signInAccount(parts, { asSomebodyElse: argument?.asSomebodyElse });
    }
    if (chosen !== "machine" && chosen !== "cli") {
        return false;
    }
    await parts.signIn.choose({ kind: chosen });
    return await parts.signIn.management() !== undefined;
}

type Way = Management["kind"];

/** The way in use is ticked, and says who it is; where this machine can have no identity, it says why. */
async function waysIn({ signIn, machine }: SignInParts): Promise<ChoiceGroup<Way>> {
    const reading = await machine();
    const here = reading.kind === "azure" ? "No prompt; sees what the identity has a role on" : `Can't work here: ${reading.reason}`;
    const ways: Choice<Way>[] = [
        { label: "Microsoft account", icon: "account", description: "of VS Code", detail: "Your own rights, in every tenant that you can enter", value: "account" },
        { label: "This machine's identity", icon: "server", description: "managed identity", detail: here, value: "machine" },
        { label: "Azure CLI", icon: "terminal", description: "az login", detail: "Whoever is signed in on the machine where this extension runs", value: "cli" },
    ];
    return { choices: ways.map((way) => (way.value === signIn.kind() ? { ...way, icon: "check", description: `${signIn.name()} · in use` } : way)) };
}

async function signInAccount({ accounts, signIn }: Pick<SignInParts, "accounts" | "signIn">, to?: SignInTo): Promise<boolean> {
    const isSignedIn = await accounts.signIn(to);
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
