import type { AccessReader } from "../azure/access/accessReader.ts";
import type { Probe } from "../azure/changes/waitForCall.ts";
import type { ArmAccess, Management } from "../azure/arm.ts";
import type { Connection, Target } from "../azure/connection.ts";
import type { AccountIdentity, Identity } from "../azure/identity.ts";
import type { Cloud } from "../azure/cloud.ts";
import type { GetToken } from "../azure/credentials.ts";
import type { Inventory } from "../azure/inventory.ts";
import { type Subscription, subscriptionOf } from "../azure/arm/subscriptions.ts";
import type { ThisMachine } from "../azure/thisMachine.ts";
import type { Failures } from "./failures.ts";

export { subscriptionOf };

/** What the commands that change identities and roles need; the composition root fills it. */
export interface AccessParts {
    inventory: Inventory;
    thisMachine: ThisMachine;
    reader: AccessReader;
    /** The accounts that are signed in to VS Code. */
    accounts: { list(): Promise<AccountIdentity[]> };
    /** Whose rights read and change Azure; undefined while signed out. */
    signIn: { name(): string | undefined; management(): Promise<Management | undefined> };
    connections: {
        all(): Connection[];
        /** Remembers the choice, or finds it again, and makes it the one in use. */
        connect(identity: Identity, target: Target): Promise<Connection>;
        /** @returns what brings it back. */
        remove(id: string): Promise<() => Promise<void>>;
    };
    /** Shows in the trees what has just been changed. */
    views: { refresh(): void };
    failures: Failures;
    /** Keeps what takes the last change back, for when its message is gone. */
    lastChange: { remember(takeBack: (asks: boolean) => Promise<boolean>): void; forget(): void };
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

/** The rights of whoever is signed in now, which may be somebody else than when `before` was taken. */
export async function rightsNow(scope: string, before: ArmAccess, { inventory }: AccessParts): Promise<ArmAccess> {
    return subscriptionOf((await inventory.subscriptions()).subscriptions, scope)?.tenant.access ?? before;
}
