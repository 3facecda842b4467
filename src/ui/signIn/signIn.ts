import * as vscode from "vscode";
import type { Management } from "../../azure/arm.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { Cloud } from "../../azure/cloud.ts";
import type { UserAssignedIdentity } from "../../azure/identity.ts";
import type { MachineReading } from "../../azure/machine.ts";
import type { RequestLine } from "../../azure/requestLine.ts";
import type { Accounts } from "./accounts.ts";

/** Whose rights read and change Azure. Without a choice, this machine's own identity is tried: it needs no prompt. */
export type SignInChoice =
    | { kind: "account" }
    | { kind: "machine"; identity?: UserAssignedIdentity }
    | { kind: "cli" }
    | { kind: "signedOut" };

export interface SignIn {
    choice(): SignInChoice | undefined;
    choose(choice: SignInChoice): Promise<void>;
    /** Undefined while signed out. @throws what prevents the chosen way of signing in. */
    management(): Promise<Management | undefined>;
    /** Name of whoever is signed in, once `management` told. */
    name(): string | undefined;
    /** The same for a title: `dev@contoso.com`, `this machine's vm-playground`, `Azure CLI`. */
    who(): string | undefined;
    /** The way of signing in that is in use, once `management` told; `machine` also where nobody chose it. */
    kind(): Management["kind"] | undefined;
    /** The cloud or the machine changed: signs in anew. */
    forget(): void;
    onDidChange: vscode.Event<void>;
}

interface Sources {
    memory: vscode.Memento;
    accounts: Accounts;
    getToken: GetToken;
    cloud(): Cloud;
    machine(): Promise<MachineReading>;
    log: { request(line: RequestLine): void; info(message: string): void };
}

const key = "signIn";

export function createSignIn(sources: Sources, subscriptions: vscode.Disposable[]): SignIn {
    const changed = new vscode.EventEmitter<void>();
    let current: Promise<Management | undefined> | undefined;
    let known: Management | undefined;
    const choice = () => sources.memory.get<SignInChoice>(key);
    const forget = () => {
        current = undefined;
        changed.fire();
    };
    subscriptions.push(changed, sources.accounts.onDidChange(() => {
        if (choice()?.kind === "account") {
            forget();
        }
    }));

    const management = () => {
        current ??= managementOf(choice(), sources);
        const asked = current;
        void asked.catch(() => (current === asked ? (current = undefined) : undefined));
        return asked;
    };
    return {
        choice,
        async choose(chosen) {
            await sources.memory.update(key, chosen);
            forget();
        },
        async management() {
            // Not awaited: off Azure the metadata service takes its time to be silent.
            void sources.machine().then(({ kind }) => showContext("onAzure", kind === "azure"));
            try {
                known = await management();
            } catch (error) {
                known = undefined;
                throw error;
            } finally {
                await showContext("signedIn", known !== undefined);
                await showContext("canSignOut", !["signedOut", undefined].includes(choice()?.kind));
            }
            return known;
        },
        name: () => known?.name,
        who: () => (known?.kind === "machine" ? `this machine's ${known.name}` : known?.name),
        kind: () => known?.kind,
        forget,
        onDidChange: changed.event,
    };
}

/** For the `when` clauses of package.json. */
function showContext(name: "signedIn" | "canSignOut" | "onAzure", value: boolean): Thenable<unknown> {
    return vscode.commands.executeCommand("setContext", `keyless.${name}`, value);
}

async function managementOf(choice: SignInChoice | undefined, sources: Sources): Promise<Management | undefined> {
    const { accountManagement, cliManagement, machineManagement } = await import("../../azure/arm/managements.ts");
    const rights = { cloud: sources.cloud(), getToken: sources.getToken, log: (line: RequestLine) => sources.log.request(line) };
    switch (choice?.kind) {
        case "signedOut":
            return undefined;
        case "account": {
            const accounts = await sources.accounts.list();
            return accounts.length > 0 ? accountManagement(rights, accounts) : undefined;
        }
        case "cli":
            return cliManagement(rights);
        case "machine":
            return machineManagement(rights, choice.identity ?? await systemIdentity(sources));
        case undefined:
            return (await sources.machine()).kind === "azure"
                ? machineManagement(rights, await systemIdentity(sources)).catch((error: unknown) => {
                    sources.log.info(`This machine's own identity can't read Azure (${(error as Error).message}). Sign in to list resources.`);
                    return undefined;
                })
                : undefined;
    }
}

/** Without a selector IMDS answers for the system-assigned identity, or for the only user-assigned one. */
async function systemIdentity(sources: Sources) {
    const reading = await sources.machine();
    const name = reading.kind === "azure" ? reading.machine.name : "this machine";
    return { kind: "systemAssigned" as const, name };
}
