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
    "keyless.newConversation",
    "keyless.newConnection",
    "keyless.switchConnection",
    "keyless.useConnection",
    "keyless.renameConnection",
    "keyless.removeConnection",
    "keyless.chooseIdentity",
    "keyless.chooseDeployment",
    "keyless.failureAction",
    "keyless.showLog",
] as const;

export type CommandId = (typeof commandIds)[number];

/** Commands that only clicks and links run: they need an argument, and stay out of the palette. */
export const internalCommandIds: readonly CommandId[] = [
    "keyless.showMore", "keyless.copyText", "keyless.useConnection", "keyless.failureAction",
];
