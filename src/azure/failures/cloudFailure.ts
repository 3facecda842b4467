import type { Cloud, CustomCloudError } from "../cloud.ts";
import type { Failure } from "../errors.ts";
import { openSettings, retry, showLog } from "./failureActions.ts";

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

/** What to tell where a call began in one cloud and would get a token of another: nothing was sent. */
export function cloudChanged(then: Cloud, now: Cloud): Failure {
    return {
        kind: "cloudChanged",
        summary: then.name === now.name ? `${now.name} has been changed in the settings meanwhile` : `The chosen cloud is ${now.name} now`,
        cause: `This began in ${then.name === now.name ? "it as it was before" : then.name}, and a token of one cloud is not sent to another.`,
        remedy: "Refresh, or ask again.",
        actions: [retry],
        evidence: [],
    };
}

/** What to tell where no managed identity can be asked for a token, because the environment misnames the address. */
export function metadataAddressFailure(problem: string): Failure {
    return {
        kind: "settingInvalid",
        summary: "The address of the metadata service is malformed",
        cause: `${problem}.`,
        remedy: "Correct or remove the variable where VS Code (or its server) is started, and start that again.",
        actions: [retry, showLog],
        evidence: [],
    };
}
