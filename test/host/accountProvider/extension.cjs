/**
 * The authentication providers `microsoft` and `microsoft-sovereign-cloud` for the sandbox: as VS Code's own, but the
 * account is always dev@contoso.com and the tokens come from the simulator's control endpoint (`KEYLESS_SANDBOX_CONTROL`).
 * The built-in extension declares both ids and starts at the first request; active from the start, this one registers first.
 */
const { readFileSync } = require("node:fs");
const vscode = require("vscode");

const account = { id: "dev@contoso.com", label: "dev@contoso.com" };

exports.activate = function activate(context) {
    for (const [id, label] of [["microsoft", "Microsoft"], ["microsoft-sovereign-cloud", "Microsoft Sovereign Cloud"]]) {
        const provider = accountProvider(id, context.globalState);
        context.subscriptions.push(vscode.authentication.registerAuthenticationProvider(id, label, provider, {
            supportsMultipleAccounts: false, supportsChallenges: true,
        }));
    }
    openViewOnce(context);
    return chooseCloud();
};

/**
 * Where no file of settings can be laid before the window (F5), the cloud of `KEYLESS_SANDBOX_CLOUD_FILE` becomes the
 * user's setting, of the temporary profile that launch.json asks for.
 */
function chooseCloud() {
    const file = process.env.KEYLESS_SANDBOX_CLOUD_FILE;
    return file && vscode.workspace.getConfiguration("keyless")
        .update("customCloud", JSON.parse(readFileSync(file, "utf8")), vscode.ConfigurationTarget.Global);
}

/**
 * One account, signed in once with a dialog (VS Code asks before it calls createSession) and silent afterwards for each scope and
 * tenant. Signing in is remembered for the next window.
 */
function accountProvider(id, memory) {
    const changed = new vscode.EventEmitter();
    const signedIn = () => memory.get(id) === true;
    return {
        onDidChangeSessions: changed.event,
        getSessions: async (scopes) => signedIn() ? [await sessionFor(scopes ?? [])].filter(Boolean) : [],
        createSession: async (scopes) => {
            const session = await sessionFor(scopes, true);
            const isNew = !signedIn();
            await memory.update(id, true);
            changed.fire({ added: isNew ? [session] : [], changed: isNew ? [] : [session], removed: [] });
            return session;
        },
        removeSession: async () => {
            await memory.update(id, undefined);
            changed.fire({ added: [], changed: [], removed: [{ id: account.id, accessToken: "", account, scopes: [] }] });
        },
        getSessionsFromChallenges: async (constraint) => signedIn() ? [await challenged(constraint)].filter(Boolean) : [],
        createSessionFromChallenges: (constraint) => challenged(constraint, true),
    };
}

function challenged({ challenges, fallbackScopes }, interactive = false) {
    const scope = challenges?.map(({ params }) => params.scope).find(Boolean);
    const claims = challenges?.map(({ params }) => params.claims).find(Boolean);
    return sessionFor(scope ? scope.split(" ") : fallbackScopes ?? [], interactive, claims);
}

/** A session, or undefined where the tenant wants the user to sign in and `interactive` is not set. */
async function sessionFor(scopes, interactive = false, claims = undefined) {
    const tenantId = scopes.find((scope) => scope.startsWith("VSCODE_TENANT:"))?.slice("VSCODE_TENANT:".length);
    const resource = scopes.find((scope) => scope.endsWith("/.default"))?.replace(/\/\.default$/, "") ?? "https://management.core.windows.net";
    const response = await fetch(new URL("/tokens", process.env.KEYLESS_SANDBOX_CONTROL), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ principal: account.label, resource, tenantId, claims, interactive }),
    });
    const answer = await response.json();
    const token = answer.token ?? answer.access_token ?? answer.accessToken;
    if (!token && interactive) {
        throw new Error(`${account.label} cannot sign in: ${answer.error_description ?? answer.error?.message ?? response.status}`);
    }
    return token && { id: account.id, accessToken: token, account, scopes };
}

/** In the sandbox the view named by `KEYLESS_SANDBOX_VIEW` is open when the window first comes up. */
function openViewOnce({ workspaceState }) {
    const view = process.env.KEYLESS_SANDBOX_VIEW;
    if (view && !workspaceState.get("opened")) {
        void workspaceState.update("opened", true);
        void vscode.commands.executeCommand(view);
    }
}
