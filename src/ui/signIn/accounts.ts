import * as vscode from "vscode";
import { type AccountToken, scopeOf, SignedOutError } from "../../azure/credentials.ts";
import type { Cloud } from "../../azure/cloud.ts";
import type { AccountIdentity } from "../../azure/identity.ts";

/** The Microsoft accounts of VS Code, through `@microsoft/vscode-azext-azureauth`, as every Azure extension uses them. */
export interface Accounts {
    /** Accounts with a session for this extension. Never prompts. */
    list(): Promise<AccountIdentity[]>;
    /**
     * Prompts. Answers the claims challenge (conditional access, MFA) for which a token was refused there before.
     * @param to.accountId the account that must be signed in, where it may not be any.
     * @returns whether somebody is signed in now.
     */
    signIn(to?: SignInTo): Promise<boolean>;
    token: AccountToken;
    onDidChange: vscode.Event<void>;
}

export interface SignInTo {
    tenantId?: string;
    accountId?: string;
    asSomebodyElse?: boolean;
}

interface Challenge {
    account: vscode.AuthenticationSessionAccountInformation;
    request: vscode.AuthenticationWwwAuthenticateRequest | string[];
}

type AzureAuth = typeof import("@microsoft/vscode-azext-azureauth");

export function createAccounts(cloud: () => Cloud, subscriptions: vscode.Disposable[]): Accounts {
    const changed = new vscode.EventEmitter<void>();
    const known = new Map<string, vscode.AuthenticationSessionAccountInformation>();
    /** By tenant: what a session was asked for that exists only after a prompt. The session that it refuses would not do. */
    const unanswered = new Map<string, Challenge>();
    subscriptions.push(changed, vscode.authentication.onDidChangeSessions(({ provider }) => {
        if (provider.id.startsWith("microsoft")) {
            changed.fire();
        }
    }));

    /** `undefined` for an account of VS Code that has no session for this extension. */
    const silentSession = async (auth: AzureAuth, account: vscode.AuthenticationSessionAccountInformation, tenantId?: string) =>
        auth.getSessionFromVSCode([scopeOf(cloud().armAudience)], tenantId, { silent: true, account });

    const all = async (auth: AzureAuth) => {
        const accounts = await vscode.authentication.getAccounts(auth.getConfiguredAuthProviderId());
        accounts.forEach((account) => known.set(account.id, account));
        return accounts;
    };

    const accountOf = async (auth: AzureAuth, accountId: string) => known.get(accountId) ?? (await all(auth)).find(({ id }) => id === accountId);

    return {
        onDidChange: changed.event,
        async list() {
            const auth = await load();
            const accounts = await all(auth);
            const sessions = await Promise.all(accounts.map((account) => silentSession(auth, account)));
            return accounts.filter((_, index) => sessions[index]).map(({ id, label }) => ({ kind: "account", accountId: id, name: label }));
        },
        async signIn({ tenantId, accountId, asSomebodyElse } = {}) {
            const auth = await load();
            const asked = asSomebodyElse ? undefined : unanswered.get(tenantId ?? "");
            if (asked && (accountId ?? asked.account.id) === asked.account.id) {
                const answered = await auth.getSessionFromVSCode(asked.request, tenantId, { createIfNone: true, account: asked.account });
                return answered !== undefined && unanswered.delete(tenantId ?? "");
            }
            const account = accountId === undefined ? undefined : await accountOf(auth, accountId);
            const session = await auth.getSessionFromVSCode([scopeOf(cloud().armAudience)], tenantId, {
                createIfNone: true,
                ...(account ? { account } : { clearSessionPreference: tenantId === undefined }),
            });
            return session !== undefined;
        },
        async token({ accountId, tenantId }, scope, { claims }) {
            const auth = await load();
            const account = await accountOf(auth, accountId);
            const challenge = claims ? challengeOf(claims, scope) : undefined;
            const session = account && await auth.getSessionFromVSCode(challenge ?? [scope], tenantId, { silent: true, account });
            if (!session) {
                // Resource Manager may have a session in the tenant, so that to sign in for it would ask nothing and mend nothing.
                if (account && (challenge ?? tenantId)) {
                    unanswered.set(tenantId ?? "", { account, request: challenge ?? [scope] });
                }
                throw new SignedOutError(account?.label ?? accountId, tenantId);
            }
            return { token: session.accessToken };
        },
    };
}

/**
 * The settings of VS Code's own sign-in name an authority, and a workspace can set them: a token for one that a
 * workspace chose is refused.
 * @throws Error naming the setting.
 */
async function load(): Promise<AzureAuth> {
    const section = vscode.workspace.getConfiguration("microsoft-sovereign-cloud");
    for (const name of ["environment", "customEnvironment"]) {
        const values = section.inspect(name);
        if (values?.workspaceValue !== undefined || values?.workspaceFolderValue !== undefined) {
            throw new Error(`This workspace sets "microsoft-sovereign-cloud.${name}", which decides where you sign in. Remove it from the workspace settings, or set it in your user settings.`);
        }
    }
    return import("@microsoft/vscode-azext-azureauth");
}

function challengeOf(claims: string, scope: string): vscode.AuthenticationWwwAuthenticateRequest {
    return { wwwAuthenticate: `Bearer claims="${Buffer.from(claims).toString("base64")}"`, fallbackScopes: [scope] };
}
