/**
 * What is answered for a path that no route takes. Azure's own error only for what Azure does not have either; where
 * Azure has it and the sandbox has not, a code of the sandbox's own, so that nobody takes a gap here for a fact there.
 */
import { type SimError, azureError } from "../http.ts";
import { azureHasNamespace, azureHasType } from "./azureTypes.ts";
import type { ArmCall } from "./call.ts";
import { gatewayError } from "./errors.ts";

/** 501, which clients do not retry. */
export function notInSandbox(what: string): SimError {
    return azureError(501, "NotInSandbox", `${what} is not in the sandbox, though Azure has it. This answer is the sandbox's own, not Azure's.`);
}

/** Paths of ARM itself, outside of any provider, that are not served here. */
const ownPaths = [
    /^\/subscriptions\/[^/]+\/tagNames(\/|$)/i,
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/(exportTemplate|moveResources|validateMoveResources)$/i,
    /^\/subscriptions\/[^/]+\/(checkZonePeers|resources)$/i,
    /^\/(providers|batch|checkResourceName|operations)$/i,
];

/** The refusal for a namespace: Azure's `InvalidResourceNamespace`, or that the sandbox lacks it. */
export function refuseNamespace(namespace: string): SimError {
    const invalid = gatewayError(404, "InvalidResourceNamespace", `The resource namespace '${namespace}' is invalid.`);
    return azureHasNamespace(namespace) ? notInSandbox(`The resource provider '${namespace}'`) : invalid;
}

/** UNCONFIRMED wordings of Azure's own. */
export function refusePath(call: ArmCall): SimError {
    const { method } = call.request;
    const path = decodeURIComponent(call.request.path);
    const [, namespace, rest = ""] = /.*\/providers\/([^/]+)(?:\/(.*))?$/i.exec(path) ?? [];
    if (!namespace) {
        const known = ownPaths.some((own) => own.test(path));
        return known ? notInSandbox(`${method} ${path}`) : gatewayError(404, "NotFound", `The requested path '${path}' was not found.`);
    }
    if (!azureHasNamespace(namespace)) {
        return refuseNamespace(namespace);
    }
    const type = rest.split("/").filter((part, index) => part !== "" && index % 2 === 0).join("/");
    if (azureHasType(namespace, type)) {
        return notInSandbox(`${method} of '${namespace}/${type}'`);
    }
    const version = call.request.query.get("api-version") ?? "";
    return gatewayError(404, "InvalidResourceType", `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'.`);
}
