/** What is asked before a deployment begins: are its types served, and may the caller write all of it. */
import { type SimError, findRoute } from "../../http.ts";
import { isAllowed } from "../../rbac.ts";
import { findPrincipal } from "../../state.ts";
import { azureHasType } from "../azureTypes.ts";
import type { ArmCall } from "../call.ts";
import { gatewayError } from "../errors.ts";
import { notInSandbox } from "../refusals.ts";
import type { Route } from "../../http.ts";
import { TemplateError } from "./errors.ts";
import { type Prepared, isNested, prepareNested } from "./prepare.ts";
import type { TemplateResource } from "./template.ts";

/** All resources that will be written, nested ones too; of those that are not known yet only the outermost. */
export async function allResourcesOf({ env }: Prepared): Promise<TemplateResource[]> {
    const found: TemplateResource[] = [];
    for (const resource of env.resources.filter(({ existing }) => !existing)) {
        found.push(resource);
        const inner = isNested(resource) ? await prepareNested(resource) : undefined;
        found.push(...(inner ? await allResourcesOf(inner) : []));
    }
    return found;
}

/** Throws 501 for a type that is not served, 403 `InvalidTemplateDeployment` for what the caller may not write. */
export async function preflight(call: ArmCall, prepared: Prepared, routes: Route[]): Promise<void> {
    const resources = await allResourcesOf(prepared);
    resources.forEach(({ type, id, name }) => requireServed(type, id, name, routes));
    const refused = resources.filter(({ id }) => id !== "").filter(({ type, id }) => !isAllowed(call.state, call.claims.oid, writeAction(type), scopeOf(type, id), "actions"));
    if (refused.length > 0) {
        throw notAuthorized(call, refused);
    }
}

function requireServed(type: string, id: string, name: string, routes: Route[]): void {
    const pattern = id === "" ? "" : findRoute(routes, "PUT", encodeURI(id))?.route.pattern;
    if (pattern === "{*path}") {
        const [namespace = "", ...rest] = type.split("/");
        throw azureHasType(namespace, rest.join("/"))
            ? notInSandbox(`Deploying '${type}'`)
            : new TemplateError(`The resource '${name}' has the type '${type}', which the namespace '${namespace}' does not have.`);
    }
}

function writeAction(type: string): string {
    return /^Microsoft\.Resources\/resourceGroups$/i.test(type) ? "Microsoft.Resources/subscriptions/resourceGroups/write" : `${type}/write`;
}

/** A role assignment or a lock is written with the right at what it extends. */
function scopeOf(type: string, id: string): string {
    const extension = /^Microsoft\.Authorization\//i.test(type) ? /^(.*)\/providers\/Microsoft\.Authorization\//i.exec(id)?.[1] : undefined;
    return extension === undefined ? id : extension || "/";
}

function notAuthorized(call: ArmCall, refused: TemplateResource[]): SimError {
    const { oid } = call.claims;
    const who = `The client '${findPrincipal(call.state, oid)?.upn ?? call.claims.appid}' with object id '${oid}'`;
    const errors = refused.map(({ name, type, id }) => `'Authorization failed for template resource '${name}' of type '${type}'. ${who} does not have permission to perform action '${writeAction(type)}' at scope '${id}'.'`);
    return gatewayError(403, "InvalidTemplateDeployment", `Deployment failed with multiple errors: ${errors.join(",")}`);
}
