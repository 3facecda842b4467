import * as vscode from "vscode";
import type { Cloud } from "../../azure/cloud.ts";
import type { Connection } from "../../azure/connection.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { FailureAction } from "../../azure/errors.ts";
import type { InferenceMemory, Learned, StreamChat } from "../../azure/inference.ts";
import type { Actions } from "../actions.ts";
import { type ChatView, createChatView } from "./chatView.ts";
import type { Connections } from "../connections/connections.ts";
import { createHostConsent } from "./hostConsent.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings.ts";

export type Chat = ChatView;

interface Parts {
    context: Pick<vscode.ExtensionContext, "extensionUri" | "globalState" | "workspaceState">;
    cloud(): Cloud;
    getToken: GetToken;
    settings: Settings;
    connections: Connections;
    actions: Actions;
    log: Log;
}

/** Joins the chat panel with inference: the conversation belongs to the workspace, what calls taught to the user. */
export function createChat({ context, cloud, getToken, settings, connections, actions, log }: Parts): Chat {
    const consent = createHostConsent(context.globalState);
    const streamChat = lazyStreamChat(async () => {
        const { createStreamChat } = await import("../../azure/inference/streamChat.ts");
        return createStreamChat({
            cloud, getToken,
            apiVersion: () => settings.apiVersion(),
            get stallMs() {
                return settings.stallMs();
            },
            memory: inferenceMemory(context.globalState),
            allowHost: (address, identity) => consent.allows(address, identity),
            log: (line) => log.request(line),
        });
    });
    return createChatView({
        extensionUri: context.extensionUri,
        streamChat,
        preload: () => void preload().catch((error: unknown) => log.error("Inference could not be loaded.", error)),
        store: context.workspaceState,
        connections: {
            active: () => connections.active(),
            onDidChange: connections.onDidChange,
            details: async (connection) => details(connection, cloud(), getToken),
        },
        run: (command, ...args) => vscode.commands.executeCommand(command, ...args),
        runAction: (action, connection) => runAction(action, connection, actions),
        log,
    });
}

async function preload(): Promise<void> {
    const { preloadInference } = await import("../../azure/inference/streamChat.ts");
    await preloadInference();
}

/** Loads inference with the first question, where `preload` has not done so before. */
function lazyStreamChat(load: () => Promise<StreamChat>): StreamChat {
    let loaded: Promise<StreamChat> | undefined;
    return async function* (request) {
        loaded ??= load();
        yield* (await loaded)(request);
    };
}

/**
 * What the chips' tooltip tells. Asking for the token here means that the first question need not wait for it; why
 * there is none is told when a question is asked.
 */
async function details({ identity, target }: Connection, cloud: Cloud, getToken: GetToken) {
    const known = { endpoint: target.endpoint, principalId: "principalId" in identity ? identity.principalId : undefined, tenantId: target.tenantId };
    const tenantId = identity.kind === "account" || identity.kind === "cli" ? target.tenantId : undefined;
    const token = await getToken(identity, cloud.openAiAudiences[0]!, { tenantId }).catch(() => undefined);
    return token === undefined ? known : {
        ...known, principalId: token.claims.oid ?? known.principalId, tenantId: token.claims.tid ?? known.tenantId, tokenExpiresOn: token.expiresOn,
    };
}

/** @returns true when the question should be asked again at once. */
async function runAction(action: FailureAction, connection: Connection, actions: Actions): Promise<boolean> {
    if (action.kind === "retry" || action.kind === "consentHost") {
        return true;
    }
    return actions.run(action, connection);
}

/** What calls have learnt about accounts, kept across windows. */
function inferenceMemory(memory: vscode.Memento): InferenceMemory {
    const key = "learned";
    return {
        get: (about) => memory.get<Record<string, Learned>>(key, {})[about],
        set: (about, learned) => void memory.update(key, { ...memory.get<Record<string, Learned>>(key, {}), [about]: learned }),
    };
}
