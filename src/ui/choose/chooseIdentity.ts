import { parseArmId } from "../../azure/armId.ts";
import type { Failure } from "../../azure/errors.ts";
import type { Identity } from "../../azure/identity.ts";
import { checkIdentityId, isGuid } from "../../azure/identityId.ts";
import type { ThisMachine } from "../../azure/thisMachine.ts";
import { shortId } from "../../resources/look.ts";
import type { Accounts } from "../signIn/accounts.ts";
import { askText, back, type ChoiceGroup, pickOne } from "../ask/prompts.ts";

interface Sources {
    thisMachine: ThisMachine;
    accounts: Accounts;
    explain(error: unknown, what: string): Failure;
}

type Pick = Identity | "enterId" | "signIn" | "nothing";

/**
 * Asks as whom to call: what is attached to this machine first, then the signed-in user, the Azure CLI, an id typed
 * by hand, and the environment's default. @returns undefined when dismissed.
 */
export async function chooseIdentity(sources: Sources, title: string, tenantId?: string): Promise<Identity | undefined> {
    for (;;) {
        const pick = await pickOne<Pick>({ title, placeholder: "As which identity?" }, [
            attachedGroup(sources),
            accountGroup(sources, tenantId),
            { title: "Other", choices: [
                { label: "Azure CLI", icon: "terminal", description: "whoever is signed in with az login", value: { kind: "cli", tenantId } },
                { label: "Enter a client id, object id or resource id…", icon: "edit", value: "enterId" },
                { label: "Environment default", icon: "symbol-variable", description: "DefaultAzureCredential; honours AZURE_CLIENT_ID", value: { kind: "environment" } },
            ] },
        ]);
        if (pick === undefined || pick === back || pick === "nothing") {
            return undefined;
        }
        if (pick === "signIn") {
            await sources.accounts.signIn(tenantId);
            continue;
        }
        const identity = pick === "enterId" ? await enterIdentity(title) : pick;
        if (identity !== back) {
            return identity;
        }
    }
}

async function attachedGroup({ thisMachine, explain }: Sources): Promise<ChoiceGroup<Pick>> {
    const reading = await thisMachine.machine();
    if (reading.kind === "notAzure") {
        return { title: "This machine", choices: [{ label: "Not an Azure virtual machine", icon: "circle-slash", description: reading.reason, value: "nothing" }] };
    }
    const attached = await thisMachine.attached(reading.machine);
    const choices = attached.identities.map((identity): { label: string; icon: string; description?: string; value: Pick } => ({
        label: identity.kind === "systemAssigned" ? "System-assigned" : identity.name,
        icon: "shield",
        description: identity.kind === "systemAssigned" ? identity.name : identity.clientId && `client ${shortId(identity.clientId)}`,
        value: identity,
    }));
    if (attached.kind === "imds") {
        const why = attached.error === undefined ? "sign in to see them" : explain(attached.error, "read the attached identities").summary;
        choices.push({ label: attached.several ? "Several user-assigned identities" : "Others are not known", icon: "question", description: why, value: "enterId" });
    } else if (choices.length === 0) {
        choices.push({ label: "No identity attached", icon: "info", description: reading.machine.name, value: "nothing" });
    }
    return { title: `This machine: ${reading.machine.name}`, choices };
}

async function accountGroup({ accounts }: Sources, tenantId: string | undefined): Promise<ChoiceGroup<Pick>> {
    const signedIn = await accounts.list();
    const choices = signedIn.map((account) => ({ label: account.name, icon: "account", value: { ...account, tenantId } as Pick }));
    return { title: "Signed in to VS Code", choices: choices.length > 0 ? choices : [{ label: "Sign in with a Microsoft account…", icon: "sign-in", value: "signIn" }] };
}

/** IMDS takes one of three ids, and a GUID does not tell whether it is a client id or an object id. */
async function enterIdentity(title: string): Promise<Identity | typeof back | undefined> {
    const id = await askText({
        title, step: 2, steps: 3, placeholder: "00000000-0000-0000-0000-000000000000 or /subscriptions/…",
        prompt: "Client id, object (principal) id, or resource id of a user-assigned identity that is attached to this machine",
        check: checkIdentityId,
    });
    if (id === undefined || id === back) {
        return id;
    }
    if (!isGuid(id)) {
        return { kind: "userAssigned", name: parseArmId(id)?.name ?? id, resourceId: id };
    }
    const kind = await pickOne({ title, step: 3, steps: 3, placeholder: `What is ${shortId(id)}?` }, [{ choices: [
        { label: "Client id", description: "also called application id", value: "clientId" as const },
        { label: "Object id", description: "also called principal id", value: "principalId" as const },
    ] }]);
    return kind === undefined || kind === back ? kind : { kind: "userAssigned", name: `identity ${shortId(id)}`, [kind]: id };
}
