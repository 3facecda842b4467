/** `checkNameAvailability` of the types whose names are unique in the world. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { State } from "../state.ts";
import { objectBody, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest } from "./errors.ts";
import { REGISTRIES, registryName, registryNameTaken } from "./registries.ts";
import { STORAGE, storageName, storageNameTaken } from "./storageAccounts.ts";

interface Names {
    type: string;
    pattern: RegExp;
    /** Code and text for a name of the wrong form. */
    invalid: [code: string, text: (name: string) => string];
    isTaken(state: State, name: string): boolean;
    taken(name: string): string;
}

const all: Names[] = [
    {
        type: STORAGE,
        pattern: storageName,
        invalid: ["AccountNameInvalid", (name) => `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`],
        isTaken: storageNameTaken,
        taken: (name) => `The storage account named ${name} is already taken.`,
    },
    {
        type: REGISTRIES,
        pattern: registryName.pattern,
        invalid: ["Invalid", () => registryName.rule],
        isTaken: registryNameTaken,
        taken: (name) => `The registry ${name} is already in use.`,
    },
];

export function nameRoutes(context: SimContext): Route[] {
    const scope = ({ subscription = "" }: Record<string, string>): string => `/subscriptions/${subscription}`;
    return all.map((names) => {
        const namespace = names.type.split("/")[0] ?? "";
        const action = `${namespace}/checkNameAvailability/read`;
        return armRoute(context, "POST", `/subscriptions/{subscription}/providers/${namespace}/checkNameAvailability`, { action, scope }, (call) => check(call, names));
    });
}

function check(call: ArmCall, names: Names): SimResponse {
    const content = objectBody(call.request);
    const name = textOf(content, "name");
    if (!name || textOf(content, "type")?.toLowerCase() !== names.type.toLowerCase()) {
        throw badRequest("InvalidRequestContent", `'name' is required, and 'type' must be ${names.type}.`);
    }
    if (!names.pattern.test(name)) {
        const [reason, text] = names.invalid;
        return { status: 200, body: { nameAvailable: false, reason, message: text(name) } };
    }
    const taken = names.isTaken(call.state, name);
    return { status: 200, body: taken ? { nameAvailable: false, reason: "AlreadyExists", message: names.taken(name) } : { nameAvailable: true } };
}
