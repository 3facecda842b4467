import type { Cloud } from "../../azure/cloud.ts";
import type { FailureAction } from "../../azure/errors.ts";
import type { Inventory } from "../../azure/inventory.ts";
import type { ThisMachine } from "../../azure/thisMachine.ts";
import type { Accounts } from "../accounts.ts";
import type { Actions } from "../actions.ts";
import type { Chat } from "../chat.ts";
import { chooseDeployment } from "../chooseDeployment.ts";
import { chooseIdentity } from "../chooseIdentity.ts";
import type { Connections } from "../connections.ts";
import type { Failures } from "../failures.ts";
import type { Log } from "../log.ts";
import { askText } from "../prompts.ts";
import type { SignIn } from "../signIn.ts";
import type { SubscriptionFilter } from "../subscriptionFilter.ts";
import type { Views } from "../views.ts";
import {
    changeDeployment, changeIdentity, newConnection, openChat, removeConnection, renameConnection, switchConnection, useConnection,
} from "./connectionCommands.ts";
import type { Handlers } from "./register.ts";
import { copyId, copyText, openInPortal, viewProperties } from "./resourceCommands.ts";
import { selectSubscriptions } from "./selectSubscriptions.ts";
import { signIn, signOut } from "./signIn.ts";

interface Parts {
    accounts: Accounts;
    signIn: SignIn;
    subscriptionFilter: SubscriptionFilter;
    inventory: Inventory;
    thisMachine: ThisMachine;
    connections: Connections;
    failures: Failures;
    views: Views;
    chat: Chat;
    actions: Actions;
    log: Log;
    cloud(): Cloud;
}

/** What every command does: one record shows the whole surface. */
export function commandHandlers(parts: Parts): Handlers {
    const { views, chat, log } = parts;
    const choices = { ...parts, explain: parts.failures.explain };
    const connecting = {
        connections: parts.connections,
        chooseIdentity: (title: string, tenantId?: string) => chooseIdentity(choices, title, tenantId),
        chooseDeployment: (title: string) => chooseDeployment(choices, title),
        revealChat: () => chat.reveal(),
    };
    return {
        "keyless.signIn": (argument) => signIn(parts, argument),
        "keyless.signOut": () => signOut(parts),
        "keyless.useMachineIdentity": () => parts.signIn.choose({ kind: "machine" }),
        "keyless.selectSubscriptions": () => selectSubscriptions({
            management: () => parts.signIn.management(), filter: parts.subscriptionFilter,
            signIn: () => signIn(parts), refresh: () => views.reload(),
        }),
        "keyless.refresh": (node) => views.reload(node),
        "keyless.filter": async () => {
            const text = await askText({
                title: "Filter by name", value: views.filter(), placeholder: "part of a name",
                prompt: "Shows the resources whose name contains this; empty shows all", check: () => undefined,
            });
            return typeof text === "string" ? views.setFilter(text) : undefined;
        },
        "keyless.clearFilter": () => views.setFilter(""),
        "keyless.showMore": ({ groupId }: { groupId: string }) => views.showMore(groupId),
        "keyless.copyId": copyId,
        "keyless.copyText": copyText,
        "keyless.openInPortal": (node) => openInPortal(parts.cloud(), node),
        "keyless.viewProperties": viewProperties,
        "keyless.openChat": (node) => openChat(connecting, node),
        "keyless.newConversation": () => chat.newConversation(),
        "keyless.newConnection": () => newConnection(connecting),
        "keyless.switchConnection": () => switchConnection(connecting),
        "keyless.useConnection": (node) => useConnection(connecting, node),
        "keyless.renameConnection": (node) => renameConnection(connecting, node),
        "keyless.removeConnection": (node) => removeConnection(connecting, node),
        "keyless.chooseIdentity": () => changeIdentity(connecting),
        "keyless.chooseDeployment": () => changeDeployment(connecting),
        "keyless.failureAction": ({ action }: { action: FailureAction }) => parts.actions.run(action),
        "keyless.showLog": () => log.show(),
    };
}
