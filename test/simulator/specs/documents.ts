/** The official OpenAPI 2 documents beside the checkout, read when first asked for. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export type Json = Record<string, unknown>;

/** `../shared/azure/specs` seen from the repository's root; undefined where it is not there. */
export function specsFolder(): string | undefined {
    const folder = resolve(import.meta.dirname, "../../../../shared/azure/specs");
    return existsSync(folder) ? folder : undefined;
}

const documents = new Map<string, Json>();

/** The document at an absolute path. */
export function documentAt(path: string): Json {
    const known = documents.get(path) ?? (JSON.parse(readFileSync(path, "utf8")) as Json);
    documents.set(path, known);
    return known;
}

/** Resource-manager documents of the services that this project speaks to, relative to the folder. */
export function servicePaths(folder: string): string[] {
    const services = ["authorization", "cognitiveservices", "compute", "msi", "network", "resourcegraph", "resources"];
    const files = services.flatMap((service) => globSync(`${service}/resource-manager/**/*.json`, { cwd: folder }));
    return files.filter((file) => !file.includes("examples")).map((file) => join(folder, file)).toSorted();
}

/** `stable/2022-04-01/` in a path. */
export function versionOf(path: string): string {
    return /\/(\d{4}-\d{2}-\d{2}(?:-preview)?)\//.exec(path)?.[1] ?? "";
}

/** What a `$ref` in the document at `from` points at. */
export function target(from: string, ref: string): { path: string; pointer: string; value: Json } {
    const [file = "", pointer = ""] = ref.split("#");
    const path = file ? resolve(dirname(from), file) : from;
    const steps = pointer.split("/").slice(1).map((step) => decodeURIComponent(step.replaceAll("~1", "/").replaceAll("~0", "~")));
    const value = steps.reduce<unknown>((node, step) => (node as Json | undefined)?.[step], documentAt(path));
    if (typeof value !== "object" || value === null) {
        throw new Error(`${relative(process.cwd(), from)}: nothing is at ${ref}`);
    }
    return { path, pointer, value: value as Json };
}
