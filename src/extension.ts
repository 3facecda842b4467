import * as vscode from "vscode";
import { createAccessReader } from "./azure/access/accessReader.ts";
import { createTokens } from "./azure/credentials.ts";
import { createInventory } from "./azure/inventory.ts";
import { createThisMachine } from "./azure/thisMachine.ts";
import { createAccounts } from "./ui/signIn/accounts.ts";
import { createActions } from "./ui/actions.ts";
import { createChat } from "./ui/chat/chat.ts";
import { createInference } from "./ui/chat/inference.ts";
import { registerCommands } from "./ui/commands/register.ts";
import { createConnections } from "./ui/connections/connections.ts";
import { createFailures } from "./ui/failures.ts";
import { createLog } from "./ui/log.ts";
import { createPropertiesDocuments } from "./ui/trees/propertiesDocument.ts";
import { createSettings } from "./ui/settings.ts";
import { createSignIn } from "./ui/signIn/signIn.ts";
import { createStatusBar } from "./ui/connections/statusBar.ts";
import { createSubscriptionFilter } from "./ui/signIn/subscriptionFilter.ts";
import { createViews } from "./ui/trees/views.ts";
import { reached } from "./ui/walkthrough.ts";

/** The composition root: builds the parts, from what knows Azure to what shows it, and joins them. */
export function activate(context: vscode.ExtensionContext): void {
    const { globalState: memory, subscriptions, extensionUri } = context;

    const log = createLog();
    const settings = createSettings(subscriptions);
    const cloud = () => settings.cloud();

    const accounts = createAccounts(cloud, subscriptions);
    const getToken = createTokens({ cloud, accountToken: accounts.token });
    const signIn = createSignIn({ memory, accounts, getToken, cloud, machine: () => thisMachine.machine(), log }, subscriptions);
    const subscriptionFilter = createSubscriptionFilter(memory);
    const inventory = createInventory(() => signIn.management(), {
        accept: (subscription) => subscriptionFilter.accepts(subscription),
        onFallback: (kind, error) => log.warn(`Resource Graph refused to list ${kind} (${(error as Error).message}); asking each subscription instead.`),
    });
    const thisMachine = createThisMachine({ cloud, getToken, management: () => signIn.management(), inventory });
    const reader = createAccessReader();
    const connections = createConnections(memory, subscriptions);

    const actions = createActions(log);
    const failures = createFailures(log, (action) => actions.run(action), () => signIn.name());
    const views = createViews({ extensionUri, inventory, reader, thisMachine, signIn, connections, failures });
    const properties = createPropertiesDocuments(inventory, failures);
    const inference = createInference({
        memory, cloud, getToken, settings, log,
        answered(principalId, accountId) {
            reader.noteProof(principalId, accountId);
            views.showProof();
        },
    });
    const chat = createChat({ context, cloud, getToken, inference, connections, actions, log });
    const statusBar = createStatusBar();

    const parts = { accounts, signIn, subscriptionFilter, inventory, reader, thisMachine, connections, failures, views, properties, chat, actions, log, cloud, getToken, probe: inference.probe };
    subscriptions.push(
        log, views, properties, chat, statusBar,
        registerCommands(async () => (await import("./ui/commands/handlers.ts")).commandHandlers(parts), failures),
        connections.onDidChange(() => statusBar.show(connections)),
        chat.onDidEnd((failure) => statusBar.show(connections, failure?.summary)),
        chat.onDidEnd((failure) => failure ?? reached("hasAnswer")),
        signIn.onDidChange(() => views.reload()),
        settings.onDidChangeCloud(() => signIn.forget()),
    );
    statusBar.show(connections);
}
