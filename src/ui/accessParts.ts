import type { AccessReader } from "../azure/access/accessReader.ts";
import type { Probe } from "../azure/changes/waitForCall.ts";
import type { Cloud } from "../azure/cloud.ts";
import type { GetToken } from "../azure/credentials.ts";
import type { Inventory } from "../azure/inventory.ts";
import { normalizeArmId } from "../azure/armId.ts";
import type { Subscription } from "../azure/arm/subscriptions.ts";
import type { ThisMachine } from "../azure/thisMachine.ts";
import type { Accounts } from "./signIn/accounts.ts";
import type { Connections } from "./connections/connections.ts";
import type { Failures } from "./failures.ts";
import type { SignIn } from "./signIn/signIn.ts";
import type { Views } from "./trees/views.ts";

/** What the commands that change identities and roles need; the composition root fills it. */
export interface AccessParts {
    inventory: Inventory;
    thisMachine: ThisMachine;
    reader: AccessReader;
    accounts: Accounts;
    signIn: SignIn;
    connections: Connections;
    views: Views;
    failures: Failures;
    cloud(): Cloud;
    getToken: GetToken;
    /** One minimal call as a connection. */
    probe: Probe;
    revealChat(): Promise<void>;
    /** Asks whose rights to use; settles when that is chosen or dismissed. */
    askToSignIn(): Promise<unknown>;
}

/** The subscriptions that are listed; asks to sign in where nobody is. @returns undefined when that was dismissed. */
export async function signedInSubscriptions(parts: AccessParts): Promise<Subscription[] | undefined> {
    if (!await parts.signIn.management()) {
        await parts.askToSignIn();
    }
    return await parts.signIn.management() ? (await parts.inventory.subscriptions()).subscriptions : undefined;
}

/** The listed subscription that a resource, group or subscription id lies in. */
export function subscriptionOf(subscriptions: readonly Subscription[], id: string): Subscription | undefined {
    return subscriptions.find((each) => `${normalizeArmId(id)}/`.startsWith(`${normalizeArmId(each.id)}/`));
}
