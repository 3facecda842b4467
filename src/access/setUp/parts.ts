import type { ArmAccess } from "../../azure/arm.ts";
import type { Timer } from "../../azure/changes/timer.ts";
import type { Probe } from "../../azure/changes/waitForCall.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { AzureResource } from "../../azure/resources.ts";
import type { RoleAssignment } from "../../azure/roles.ts";
import type { SetUpIdentity, SetUpProgress } from "./model.ts";

/** What carrying a plan out needs. */
export interface SetUpParts {
    access: ArmAccess;
    /** Whose rights are used, for people; "You" unless given. */
    who?: string;
    getToken: GetToken;
    probe: Probe;
    signal: AbortSignal;
    progress?(progress: SetUpProgress): void;
    /** Told of what was made, so that lists show it at once. */
    made?(made: { resource: AzureResource } | { assignment: RoleAssignment }): void;
    timer?: Timer;
}

/** What the steps hand to one another. */
export interface SetUpState {
    identity: SetUpIdentity;
    stage?: "sending" | "accepted" | "refused";
}
