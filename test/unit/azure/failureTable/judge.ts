import type { Failure } from "../../../../src/azure/errors.ts";
import { armFailure } from "../../../../src/azure/failures/armErrors.ts";
import { tokenFailure } from "../../../../src/azure/failures/identityErrors.ts";
import { inferenceFailure } from "../../../../src/azure/failures/inferenceErrors.ts";
import type { Identity } from "../../../../src/azure/identity.ts";
import { ManagedIdentityFailure } from "../../../../src/azure/imds/imds.ts";
import { connectionTo, tokenFor } from "../inferenceServer.ts";
import type { ArmRow, MachineRow, Row, SignInRow } from "./rows.ts";

const audience = "https://cognitiveservices.azure.com";
const identities: Record<string, Identity> = {
    userAssigned: { kind: "userAssigned", name: "uai-1", clientId: "c1" },
    systemAssigned: { kind: "systemAssigned", name: "vm-1" },
    account: { kind: "account", accountId: "1", name: "dev@contoso.com" },
    cli: { kind: "cli" },
    environment: { kind: "environment" },
};

/** What the product makes of a row. */
export function judge(row: Row): Failure {
    switch (row.on) {
        case "model": {
            const principal = tokenFor(audience).claims;
            return inferenceFailure({ connection: connectionTo("https://ai-services-playground.openai.azure.com/"), principal, ...row.seen });
        }
        case "arm":
            return armFailure({ what: "do it", who: "dev@contoso.com", identity: row.identity && identities[row.identity], error: wrapped(row) });
        case "machine":
            return tokenFailure({ identity: identities[row.identity]!, audience, error: unobtained(row) });
        case "signIn":
            return tokenFailure({ identity: identities[row.identity]!, audience, error: refused(row) });
    }
}

/** As `@azure/core-rest-pipeline` and `@azure-rest/core-client` throw it, the latter without the body's text. */
function wrapped({ seen: { error, status, headers = {}, body }, wrapping }: ArmRow): unknown {
    if (error !== undefined || wrapping === "answer") {
        return error ?? { status, headers: new Headers(headers), body };
    }
    const inner = wrapping === "new client" ? (JSON.parse(String(body)) as { error: { code: string; message: string } }).error : undefined;
    const thrown = Object.assign(new Error(inner?.message ?? "RestError"), { name: "RestError", statusCode: status, code: inner?.code });
    const response = { status, headers: new Headers(headers), bodyAsText: inner ? undefined : body };
    return Object.defineProperty(thrown, "response", { value: response, enumerable: false });
}

/** As `observed` throws it: the SDK's error with what was on the wire; the SDK's alone where nothing was. */
function unobtained({ seen, thrown = "ManagedIdentityCredential: Authentication failed." }: MachineRow): Error {
    const cause = Object.assign(new Error(thrown), { name: "CredentialUnavailableError" });
    const { status, headers = {}, body, code, timedOut, source } = seen;
    return Object.keys(seen).length === 0 ? cause : new ManagedIdentityFailure(thrown, {
        status, body: body as string, code, timedOut, source,
        serverHeader: headers["server"], via: headers["via"], contentType: headers["content-type"],
    }, { cause });
}

function refused({ thrown, code, errorName = "AuthenticationRequiredError" }: SignInRow): Error {
    const cause = code === undefined ? undefined : Object.assign(new Error(code), { code });
    return Object.assign(new Error(thrown, { cause }), { name: errorName });
}
