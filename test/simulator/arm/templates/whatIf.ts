/** What a deployment would change, told by comparing what its template says with what is there (07-vm-create, 7.6). */
import { type Json, key, resourceGroupOf } from "../../state.ts";
import { resourcesIn } from "../allResources.ts";
import { ownPart } from "./apply.ts";
import { same } from "./arguments.ts";
import { isJson } from "./environment.ts";
import { evaluateKnown } from "./evaluate.ts";
import { isExpression } from "./parse.ts";
import { type Prepared, isNested } from "./prepare.ts";
import { allResourcesOf } from "./preflight.ts";
import type { TemplateResource } from "./template.ts";

/** Rows of `changes`; without contents where only ids are wanted. */
export async function changesOf(prepared: Prepared, idsOnly: boolean): Promise<Json[]> {
    const resources = (await allResourcesOf(prepared)).filter((resource) => !isNested(resource));
    const changes = await Promise.all(resources.map((resource) => changeOf(resource)));
    const all = [...changes, ...untouched(prepared, resources)].toSorted((a, b) => (String(a["resourceId"]) < String(b["resourceId"]) ? -1 : 1));
    return idsOnly ? all.map(({ resourceId, changeType, unsupportedReason }) => ({ resourceId, changeType, ...(unsupportedReason !== undefined && { unsupportedReason }) })) : all;
}

async function changeOf(resource: TemplateResource): Promise<Json> {
    const { id, apiVersion, type, name, env } = resource;
    if (id === "" || id.includes("[")) {
        const why = `Changes to the resource declared at '${name}' cannot be analyzed because its resource ID or API version cannot be calculated until the deployment is under way. Please see https://aka.ms/WhatIfUnidentifiableResource for more information.`;
        return { resourceId: `${env.scope}/providers/${type}/${name}`, changeType: "Unsupported", unsupportedReason: why };
    }
    const own = clean((await evaluateKnown(ownPart(resource.definition), env)) as Json);
    const group = resourceGroupOf(id);
    const after = { apiVersion, id, name: name.split("/").at(-1), type, ...(group && { resourceGroup: group }), ...own };
    const present = await env.dispatch("GET", id, { apiVersion });
    if (present.status !== 200 || !isJson(present.body)) {
        return { resourceId: id, changeType: "Create", after };
    }
    const before = { apiVersion, ...(group && { resourceGroup: group }), ...present.body };
    const delta = differences(present.body, own, "");
    return { resourceId: id, changeType: delta.length > 0 ? "Modify" : "NoChange", before, after: { ...before, ...own }, ...(delta.length > 0 && { delta }) };
}

/** Without the members whose value is `null`, which say nothing. */
function clean(own: Json): Json {
    return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null && value !== undefined));
}

/**
 * Members that the template sets otherwise than they are. What is there and not in the template is left out, as are
 * values that only the running deployment can know: Azure shows some of these as noise, some not at all.
 */
function differences(before: Json, after: Json, path: string): Json[] {
    return Object.entries(after).flatMap(([name, wanted]) => {
        const at = path ? `${path}.${name}` : name;
        const found = Object.entries(before).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
        if ((typeof wanted === "string" && isExpression(wanted)) || equal(found, wanted)) {
            return [];
        }
        if (isJson(found) && isJson(wanted)) {
            return differences(found, wanted, at);
        }
        const propertyChangeType = found === undefined ? "Create" : Array.isArray(wanted) ? "Array" : "Modify";
        return [{ path: at, propertyChangeType, ...(found !== undefined && { before: found }), after: wanted, ...(propertyChangeType === "Array" && { children: items(found, wanted as unknown[]) }) }];
    });
}

/** Ids and regions have no letter case; of a list's items only what the template says counts. */
function equal(found: unknown, wanted: unknown): boolean {
    if (typeof found === "string" && typeof wanted === "string") {
        return found.toLowerCase() === wanted.toLowerCase();
    }
    if (Array.isArray(found) && Array.isArray(wanted)) {
        return found.length === wanted.length && wanted.every((item, index) => (isJson(item) && isJson(found[index]) ? differences(found[index], item, "").length === 0 : equal(found[index], item)));
    }
    return same(found, wanted);
}

function items(found: unknown, wanted: unknown[]): Json[] {
    const before = Array.isArray(found) ? (found as unknown[]) : [];
    return Array.from({ length: Math.max(before.length, wanted.length) }, (_, index) => index)
        .filter((index) => !equal(before[index], wanted[index]))
        .map((index) => ({
            path: String(index),
            propertyChangeType: index >= before.length ? "Create" : index >= wanted.length ? "Delete" : "Modify",
            ...(index < before.length && { before: before[index] }),
            ...(index < wanted.length && { after: wanted[index] }),
        }));
}

/** The other resources of the groups that are deployed to. */
function untouched({ env }: Prepared, resources: TemplateResource[]): Json[] {
    const { state, access } = env.call;
    const touched = new Set(resources.map(({ id }) => key(id)));
    const groups = new Set([env.scope, ...resources.map(({ id }) => id.split("/").slice(0, 5).join("/"))].filter((scope) => state.resourceGroups.has(scope)).map(key));
    return [...groups].flatMap((group) => resourcesIn(state, group)).filter(({ id, type }) => !touched.has(key(id)) && access(`${type}/read`, id)).map(({ id, name, type, location }) => ({
        resourceId: id, changeType: "Ignore", before: { id, name, type, location, resourceGroup: resourceGroupOf(id) }, after: { id, name, type, location, resourceGroup: resourceGroupOf(id) },
    }));
}
