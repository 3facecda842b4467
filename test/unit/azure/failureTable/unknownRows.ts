import { armMarks, type ArmRow, gateway, imds, json, type MachineRow, type ModelRow, page, type Row, type SignInRow } from "./rows.ts";

/**
 * What nobody has seen before: new codes, other languages, nothing at all. It must be told as unknown, with what is
 * known of it, and never as one of the causes above, although its words come near to some.
 */
const texts: { name: string; code: string | null; message: string }[] = [
    { name: "an unknown code", code: "FluxCapacitorMisaligned", message: "The flux is misaligned." },
    { name: "words in German", code: "Verboten", message: "Der Zugriff wurde verweigert. Bitte wenden Sie sich an Ihren Administrator." },
    { name: "words in Japanese", code: "E-1001", message: "要求を処理できませんでした。しばらくしてからもう一度お試しください。" },
    { name: "words near to known ones", code: "Odd", message: "Firewall, tenant, role, quota, token and deployment may all be fine; the model is fine too." },
    { name: "nothing", code: null, message: "" },
    { name: "a code that is a sentence", code: "It did not work this time", message: "" },
];

const error = ({ code, message }: { code: string | null; message: string }) => JSON.stringify({ error: { code, message } });
const evidence = (status: number, code: string | null) => ({ Status: String(status), ...(code ? { Code: code } : {}) });

const models = [400, 401, 403, 409, 418].flatMap((status) => texts.map((text): ModelRow => ({
    on: "model", name: `${text.name}, ${status} of a model`, kind: "unexpected", seen: { status, headers: gateway, body: error(text) }, shows: evidence(status, text.code),
})));

const unmarked = [400, 401, 403].flatMap((status) => texts.slice(0, 4).map((text): ModelRow => ({
    on: "model", name: `${text.name}, ${status} of a gateway that speaks as Azure does`, kind: "unexpected", seen: { status, headers: { ...json, server: "apim-like/2" }, body: error(text) },
    shows: { ...evidence(status, text.code), "Answered by": "apim-like/2" }, never: /network rule/,
})));

const arm = [400, 401, 403, 404, 409, 418].flatMap((status) => texts.filter(({ code }) => status !== 404 || code !== null).map((text): ArmRow => ({
    on: "arm", wrapping: "answer", name: `${text.name}, ${status} of Resource Manager`, kind: "unexpected", seen: { status, headers: armMarks, body: error(text) },
    shows: { ...evidence(status, text.code), "Request id": armMarks["x-ms-request-id"] },
})));

const gateways = [401, 403].flatMap((status) => texts.slice(0, 4).map((text): ArmRow => ({
    on: "arm", wrapping: "old client", name: `${text.name}, ${status} of something that speaks as Resource Manager does`, kind: "unexpected", seen: { status, headers: { ...json, server: "gw" }, body: error(text) },
    shows: { ...evidence(status, text.code), "Answered by": "gw" },
})));

const machine = [401, 403, 405].flatMap((status) => texts.slice(0, 4).map(({ name, code, message }): MachineRow => ({
    on: "machine", identity: "userAssigned", name: `${name}, ${status} of the metadata service`, kind: "unexpected",
    seen: { status, headers: imds, body: JSON.stringify({ error: code, error_description: message }) }, shows: { ...evidence(status, code), "Answered by": imds.server },
})));

const signIn = ["account", "cli", "environment"].flatMap((identity) => [
    ["a new number", "AADSTS999999: A thing that is new."], ["a number near to a known one", "AADSTS5300399: A thing that is new."], ["words only", "Something happened that nobody has words for."],
    ["words in French", "Une erreur inattendue est survenue lors de la connexion."], ["no words", ""],
].map(([name, thrown]): SignInRow => ({
    on: "signIn", identity: identity as SignInRow["identity"], name: `${name}, at the sign-in of ${identity}`, kind: "unexpected", thrown: thrown!,
    shows: /AADSTS\d+/.test(thrown!) ? { Code: /AADSTS\d+/.exec(thrown!)![0] } : undefined,
})));

export const unknownRows: Row[] = [
    ...models, ...unmarked, ...arm, ...gateways, ...machine, ...signIn,
    { on: "machine", identity: "userAssigned", name: "a 400 of another kind", kind: "unexpected", seen: { status: 400, headers: imds, body: '{"error":"unsupported_response_type","error_description":"x"}' }, shows: { Code: "unsupported_response_type" } },
    { on: "model", name: "a page with Azure's header", kind: "unexpected", seen: { status: 403, headers: { ...gateway, "content-type": "text/html" }, body: page("x", "y") }, shows: { Status: "403" } },
    { on: "arm", wrapping: "answer", name: "an error without anything", kind: "unexpected", seen: { error: new Error("") } },
    { on: "arm", wrapping: "answer", name: "a code that looks like the network's", kind: "unexpected", seen: { status: 409, headers: armMarks, body: '{"error":{"code":"CERT_ROTATION_PENDING","message":"x"}}' }, shows: { Code: "CERT_ROTATION_PENDING" } },
    { on: "model", name: "an unknown type for a quota's 400", kind: "unexpected", seen: { status: 400, headers: gateway, body: '{"error":{"code":"invalid_prompt","message":"x","type":"invalid_request_error","param":"messages"}}' }, shows: { Code: "invalid_prompt" } },
];
