import type { AccessReader } from "../../azure/access/accessReader.ts";
import type { Probe } from "../../azure/changes/waitForCall.ts";
import type { Cloud } from "../../azure/cloud.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { FailureAction } from "../../azure/errors.ts";
import type { Inventory } from "../../azure/inventory.ts";
import type { ThisMachine } from "../../azure/thisMachine.ts";
import type { Accounts } from "../signIn/accounts.ts";
import type { Actions } from "../actions.ts";
import type { Chat } from "../chat/chat.ts";
import { chooseDeployment, type NextQuestion } from "../choose/chooseDeployment.ts";
import { chooseIdentity, type IdentityQuestion } from "../choose/chooseIdentity.ts";
import type { Connections } from "../connections/connections.ts";
import type { Failures } from "../failures.ts";
import type { Log } from "../log.ts";
import { openSettings } from "../openSettings.ts";
import type { MessageNode } from "../../resources/nodes.ts";
import { askText } from "../ask/prompts.ts";
import type { SignIn } from "../signIn/signIn.ts";
import type { SubscriptionFilter } from "../signIn/subscriptionFilter.ts";
import type { Views } from "../trees/views.ts";
import { adminScripts } from "../setUp/adminScripts.ts";
import { assignRole, type AssignSlice } from "../changes/assignRole.ts";
import { attachIdentity } from "../changes/attachIdentity.ts";
import {
    changeDeployment, changeIdentity, newConnection, openChat, removeConnection, renameConnection, switchConnection, useConnection,
} from "../connections/connectionCommands.ts";
import { createIdentity } from "../changes/createIdentity.ts";
import { createLastChange } from "../changes/lastChange.ts";
import { deleteIdentity } from "../changes/deleteIdentity.ts";
import { detachIdentity } from "../changes/detachIdentity.ts";
import { disableKeyAccess, enableKeyAccess } from "../changes/keyAccess.ts";
import type { Handlers } from "./register.ts";
import { removeRoleAssignment } from "../changes/removeRoleAssignment.ts";
import type { PropertiesDocuments } from "../trees/propertiesDocument.ts";
import { copyClientId, copyEndpoint, copyId, copyPrincipalId, copyText } from "../trees/copyCommands.ts";
import { openInPortal, viewProperties } from "../trees/resourceCommands.ts";
import { selectSubscriptions } from "../signIn/selectSubscriptions.ts";
import { setUpAccess } from "../setUp/setUpAccess.ts";
import { openWalkthrough, reached } from "../walkthrough.ts";
import { signIn, signOut } from "../signIn/signInCommands.ts";
import { disableSystemIdentity, enableSystemIdentity } from "../changes/systemIdentity.ts";

interface Parts {
    accounts: Accounts;
    signIn: SignIn;
    subscriptionFilter: SubscriptionFilter;
    inventory: Inventory;
    reader: AccessReader;
    thisMachine: ThisMachine;
    connections: Connections;
    failures: Failures;
    views: Views;
    properties: PropertiesDocuments;
    chat: Chat;
    actions: Actions;
    log: Log;
    cloud(): Cloud;
    getToken: GetToken;
    probe: Probe;
}

/** What every command does: one record shows the whole surface. */
export function commandHandlers(parts: Parts): Handlers {
    const { views, chat, log } = parts;
    const connecting = {
        connections: parts.connections,
        chooseIdentity: (question: IdentityQuestion) => chooseIdentity({ ...parts, signInAccount: (tenantId) => parts.accounts.signIn({ tenantId }) }, question),
        chooseDeployment: <Next>(title: string, next?: NextQuestion<Next>) => chooseDeployment(parts, title, next),
        revealChat: () => chat.reveal(),
    };
    const signingIn = { ...parts, machine: () => parts.thisMachine.machine() };
    const lastChange = createLastChange();
    const access = { ...parts, lastChange, revealChat: connecting.revealChat, askToSignIn: () => signIn(signingIn) };
    return {
        "keyless.signIn": (argument) => signIn(signingIn, argument),
        "keyless.signOut": () => signOut(parts),
        "keyless.useMachineIdentity": () => parts.signIn.choose({ kind: "machine" }),
        "keyless.selectSubscriptions": () => selectSubscriptions({
            management: () => parts.signIn.management(), filter: parts.subscriptionFilter,
            signIn: () => signIn(signingIn), refresh: () => views.reload(),
        }),
        "keyless.refresh": (node) => views.reload(node),
        "keyless.filter": async () => {
            const text = await askText({
                title: "Filter by name", value: views.filter(), placeholder: "part of a name",
                prompt: "Shows the accounts, identities and machines whose name contains this; empty shows all", check: () => undefined,
            });
            return typeof text === "string" ? views.setFilter(text) : undefined;
        },
        "keyless.clearFilter": () => views.setFilter(""),
        "keyless.showMore": ({ groupId }: { groupId: string }) => views.showMore(groupId),
        "keyless.copyId": (node) => copyId(access, node),
        "keyless.copyClientId": (node) => copyClientId(access, node),
        "keyless.copyPrincipalId": (node) => copyPrincipalId(access, node),
        "keyless.copyEndpoint": (node) => copyEndpoint(access, node),
        "keyless.copyText": copyText,
        "keyless.openInPortal": (node) => openInPortal(parts.cloud(), access, node),
        "keyless.viewProperties": (node) => viewProperties(parts.properties, access, node),
        "keyless.openChat": (node) => openChat(connecting, node),
        "keyless.chat": (node) => openChat(connecting, node),
        "keyless.newConversation": () => chat.newConversation(),
        "keyless.newConnection": () => newConnection(connecting),
        "keyless.switchConnection": () => switchConnection(connecting),
        "keyless.useConnection": (node) => useConnection(connecting, node),
        "keyless.renameConnection": (node) => renameConnection(connecting, node),
        "keyless.removeConnection": (node) => removeConnection(connecting, node),
        "keyless.chooseIdentity": () => changeIdentity(connecting),
        "keyless.chooseDeployment": () => changeDeployment(connecting),
        "keyless.setUpAccess": async (node) => {
            const isDone = await setUpAccess(access, node);
            if (isDone) {
                reached("isSetUp");
            }
            return isDone;
        },
        "keyless.createIdentity": (node) => createIdentity(access, node),
        "keyless.deleteIdentity": (node) => deleteIdentity(access, node),
        "keyless.attachIdentity": (node) => attachIdentity(access, node),
        "keyless.detachIdentity": (node) => detachIdentity(access, node),
        "keyless.enableSystemIdentity": (node) => enableSystemIdentity(access, node),
        "keyless.disableSystemIdentity": (node) => disableSystemIdentity(access, node),
        "keyless.undo": () => lastChange.undo(),
        "keyless.assignRole": (node?: AssignSlice & Pick<MessageNode, "unassigned">) => assignRole(access, node?.unassigned ?? node),
        "keyless.removeRoleAssignment": (node) => removeRoleAssignment(access, node),
        "keyless.disableKeyAccess": (node) => disableKeyAccess(access, node),
        "keyless.enableKeyAccess": (node) => enableKeyAccess(access, node),
        "keyless.adminScripts": (node) => adminScripts(access, node),
        "keyless.failureAction": ({ action }: { action: FailureAction }) => parts.actions.run(action),
        "keyless.showLog": () => log.show(),
        "keyless.openSettings": () => openSettings(),
        "keyless.openWalkthrough": () => openWalkthrough(),
    };
}
