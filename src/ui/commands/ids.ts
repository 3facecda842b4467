/** Every command of the extension. A test holds this list, the handlers and package.json against each other. */
export const commandIds = [
    "keyless.signIn",
    "keyless.signOut",
    "keyless.useMachineIdentity",
    "keyless.selectSubscriptions",
    "keyless.refresh",
    "keyless.filter",
    "keyless.clearFilter",
    "keyless.showMore",
    "keyless.copyId",
    "keyless.copyText",
    "keyless.openInPortal",
    "keyless.viewProperties",
    "keyless.openChat",
    "keyless.chat",
    "keyless.newConversation",
    "keyless.newConnection",
    "keyless.switchConnection",
    "keyless.useConnection",
    "keyless.renameConnection",
    "keyless.removeConnection",
    "keyless.chooseIdentity",
    "keyless.chooseDeployment",
    "keyless.setUpAccess",
    "keyless.createIdentity",
    "keyless.deleteIdentity",
    "keyless.attachIdentity",
    "keyless.detachIdentity",
    "keyless.enableSystemIdentity",
    "keyless.disableSystemIdentity",
    "keyless.undo",
    "keyless.assignRole",
    "keyless.removeRoleAssignment",
    "keyless.disableKeyAccess",
    "keyless.enableKeyAccess",
    "keyless.adminScripts",
    "keyless.failureAction",
    "keyless.showLog",
    "keyless.openWalkthrough",
] as const;

export type CommandId = (typeof commandIds)[number];

/** Commands that only clicks and links run: they need an argument, or have a twin there, and stay out of the palette. */
export const internalCommandIds: readonly CommandId[] = [
    "keyless.showMore", "keyless.copyText", "keyless.chat", "keyless.useConnection", "keyless.failureAction",
];
