import * as vscode from "vscode";
import type { Cloud } from "../../azure/cloud.ts";
import type { Connection } from "../../azure/connection.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { FailureAction } from "../../azure/errors.ts";
import type { Actions } from "../actions.ts";
import { type ChatView, createChatView } from "./chatView.ts";
import type { Connections } from "../connections/connections.ts";
import type { Inference } from "./inference.ts";
import type { Log } from "../log.ts";

export type Chat = ChatView;

interface Parts {
    context: Pick<vscode.ExtensionContext, "extensionUri" | "workspaceState">;
    cloud(): Cloud;
    getToken: GetToken;
    inference: Inference;
    connections: Connections;
    actions: Actions;
    log: Log;
}

/** Joins the chat panel with inference: the conversation belongs to the workspace. */
export function createChat({ context, cloud, getToken, inference, connections, actions, log }: Parts): Chat {
    return createChatView({
        extensionUri: context.extensionUri,
        streamChat: inference.streamChat,
        preload: inference.preload,
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
