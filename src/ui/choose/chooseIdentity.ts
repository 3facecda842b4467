import { parseArmId } from "../../azure/armId.ts";
import type { Target } from "../../azure/connection.ts";
import { type Identity, identityKey, identityName } from "../../azure/identity.ts";
import { checkIdentityId, isGuid } from "../../azure/identityId.ts";
import type { LocalIdentity } from "../../azure/thisMachine.ts";
import type { CallVerdict } from "../../resources/describeCall.ts";
import { shortId } from "../../resources/look.ts";
import type { AccessParts } from "../accessParts.ts";
import { type Answer, askText, back, type Choice, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";
import type { Place } from "../ask/wizard.ts";
import { callVerdicts, type Verdicts, withVerdicts } from "./callVerdicts.ts";
import { signedInUser } from "./choosePrincipal.ts";

type Sources = Pick<AccessParts, "thisMachine" | "accounts" | "inventory" | "reader" | "signIn" | "failures" | "getToken" | "cloud"> & {
    /** Signs an account in, to a tenant where one is given. @returns false when dismissed. */
    signInAccount(tenantId?: string): Promise<boolean>;
};

/** What the identity is chosen for: what each may do there is shown, and the one in use is ticked. */
export interface IdentityQuestion extends Partial<Place> {
    title: string;
    target: Target;
    current?: Identity;
}

type Picked = Identity | "enterId" | "signIn" | "lookAgain";

/**
 * Asks as whom to call: what is attached to this machine first, then the signed-in user, the Azure CLI, an id typed
 * by hand, and the environment's default. @returns undefined when dismissed.
 */
export async function chooseIdentity(sources: Sources, question: IdentityQuestion): Promise<Answer<Identity>> {
    const { title, target, step, steps } = question;
    const verdicts = callVerdicts(target, sources);
    for (;;) {
        const pick = await pickOne<Picked>({ title, step, steps, placeholder: `As which identity should ${target.deployment} be called?` }, [
            withVerdicts(attachedChoices(sources, question), (picked) => verdicts(principalOf(picked))),
            withVerdicts(accountChoices(sources, question), (picked) => accountVerdict(picked, verdicts, target, sources)),
            { title: "Other", choices: ticked([
                { label: "Azure CLI", icon: "terminal", description: "whoever is signed in with az login", value: { kind: "cli", tenantId: target.tenantId } },
                { label: "Enter a client id, object id or resource id…", icon: "edit", value: "enterId" },
                { label: "Environment default", icon: "symbol-variable", description: "DefaultAzureCredential; honours AZURE_CLIENT_ID", value: { kind: "environment" } },
            ], question) },
        ]);
        if (pick === undefined || pick === back) {
            return pick;
        }
        if (pick === "signIn") {
            await sources.signInAccount(target.tenantId);
        } else if (pick === "lookAgain") {
            sources.thisMachine.refresh();
        } else {
            const identity = pick === "enterId" ? await enterIdentity({ title, step, steps, hasBack: true }) : pick;
            if (identity !== back) {
                return identity;
            }
        }
    }
}

function principalOf(picked: Picked): string | undefined {
    return typeof picked === "object" && "principalId" in picked ? picked.principalId : undefined;
}

function ticked(choices: readonly Choice<Picked>[], { current }: IdentityQuestion): Choice<Picked>[] {
    return choices.map((choice) => (typeof choice.value === "object" && current && identityKey(choice.value) === identityKey(current)
        ? { ...choice, icon: "check", description: [choice.description, "in use"].filter(Boolean).join(" · ") } : choice));
}

async function attachedChoices({ thisMachine, failures }: Sources, question: IdentityQuestion): Promise<ChoiceGroup<Picked>> {
    const reading = await thisMachine.machine();
    if (reading.kind === "notAzure") {
        return { title: "This machine", choices: [{ label: "Look for this machine's identities again", icon: "refresh", description: `not on Azure: ${reading.reason}`, value: "lookAgain" }] };
    }
    const attached = await thisMachine.attached(reading.machine);
    const choices = ticked(attached.identities.map(attachedChoice), question);
    if (attached.kind === "imds") {
        const isSignedOut = attached.error === undefined;
        const why = isSignedOut ? "sign in to see them" : (await failures.explain(attached.error, "read the attached identities")).summary;
        choices.push({ label: attached.several ? "Several user-assigned identities" : "Others are not known", icon: "question", description: why, value: isSignedOut ? "signIn" : "enterId" });
    } else if (choices.length === 0) {
        choices.push({ label: "No identity attached: look again", icon: "refresh", description: reading.machine.name, value: "lookAgain" });
    }
    return { title: `This machine: ${reading.machine.name}`, choices };
}

function attachedChoice(identity: LocalIdentity): Choice<Picked> {
    const clientId = identity.kind === "userAssigned" ? identity.clientId : undefined;
    return { label: identityName(identity), icon: "shield", description: clientId && `client ${shortId(clientId)}`, value: identity };
}

async function accountChoices({ accounts }: Sources, question: IdentityQuestion): Promise<ChoiceGroup<Picked>> {
    const { tenantId } = question.target;
    const choices = (await accounts.list()).map((account) => ({ label: account.name, icon: "account", value: { ...account, tenantId } }));
    return { title: "Signed in to VS Code", choices: choices.length > 0
        ? ticked(choices, question)
        : [{ label: "Sign in with a Microsoft account…", icon: "sign-in", value: "signIn" }] };
}

/** What an identity may do goes by its principal id; an account's differs from tenant to tenant, and its token names it. */
async function accountVerdict(picked: Picked, verdicts: Verdicts, { tenantId }: Target, sources: Sources): Promise<CallVerdict | undefined> {
    const user = typeof picked === "object" && picked.kind === "account" && tenantId ? await signedInUser({ accountId: picked.accountId, tenantId }, sources) : undefined;
    return verdicts(user?.principalId);
}

/** IMDS takes one of three ids, and a GUID does not tell whether it is a client id or an object id. */
async function enterIdentity(question: Question, value?: string): Promise<Answer<Identity>> {
    const id = await askText({
        ...question, value, placeholder: "00000000-0000-0000-0000-000000000000 or /subscriptions/…",
        prompt: "Client id, object (principal) id, or resource id of a user-assigned identity that is attached to this machine",
        check: checkIdentityId,
    });
    if (id === undefined || id === back) {
        return id;
    }
    if (!isGuid(id)) {
        return { kind: "userAssigned", name: parseArmId(id)?.name ?? id, resourceId: id };
    }
    const kind = await pickOne({ ...question, placeholder: `What is ${shortId(id)}?` }, [{ choices: [
        { label: "Client id", description: "also called application id", value: "clientId" as const },
        { label: "Object id", description: "also called principal id", value: "principalId" as const },
    ] }]);
    if (kind === back) {
        return enterIdentity(question, id);
    }
    return kind && { kind: "userAssigned", name: `identity ${shortId(id)}`, [kind]: id };
}
