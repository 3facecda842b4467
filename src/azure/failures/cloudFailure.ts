import type { CustomCloudError } from "../cloud.ts";
import type { Failure } from "../errors.ts";
import { openSettings } from "./failureActions.ts";

/** What to tell when the cloud's own setting can't be read: nothing else works until it can. */
export function cloudFailure(error: CustomCloudError): Failure {
    return {
        kind: "settingInvalid",
        summary: "The setting keyless.customCloud is malformed",
        cause: error.message,
        remedy: "Correct it in the settings; until then Keyless does not know where Azure is.",
        actions: [openSettings("keyless.customCloud")],
        evidence: [],
    };
}
