/** Which resource types and actions Azure has, so that what the sandbox lacks is told from what nobody has (data/SOURCE.md). */
import { readFileSync } from "node:fs";

interface Names {
    /** Types and actions (`virtualMachines/redeploy`) of the namespaces that are listed in full, as far as is known. */
    types: Record<string, string[]>;
    /** Namespaces of whose types nothing is listed. */
    others: string[];
}

const names = JSON.parse(readFileSync(new URL("../data/azure-types.json", import.meta.url), "utf8")) as Names;
const types = new Map(Object.entries(names.types).map(([namespace, list]) => [namespace.toLowerCase(), new Set(list.map((type) => type.toLowerCase()))]));
const others = new Set(names.others.map((namespace) => namespace.toLowerCase()));

export function azureHasNamespace(namespace: string): boolean {
    const wanted = namespace.toLowerCase();
    return types.has(wanted) || others.has(wanted);
}

/** `type` with its parents and, for a POST, the action: `virtualMachines/redeploy`. In a namespace without a list every type counts. */
export function azureHasType(namespace: string, type: string): boolean {
    return types.get(namespace.toLowerCase())?.has(type.toLowerCase()) ?? others.has(namespace.toLowerCase());
}
