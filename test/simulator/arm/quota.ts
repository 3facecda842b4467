/** How ARM describes the models that accounts can deploy, and the quota that deployments draw on. */
import { type Model, models } from "../models.ts";
import type { Account, Json, State } from "../state.ts";
import { normalizeLocation } from "./locations.ts";

/** Quota of a subscription in a region by SKU, in units of `capacity` (thousands of tokens a minute). */
const QUOTA: Record<string, number> = { GlobalStandard: 2000, DataZoneStandard: 500, Standard: 240 };

/** Deployments last as long as their model's version; one date for all. */
const RETIRES = "2027-10-01T00:00:00Z";
const PUBLISHED = "2024-11-20T00:00:00Z";

export function modelsFor(kind: string): Model[] {
    return models.filter(({ kinds }) => kinds.includes(kind));
}

/** The model of a deployment; without a version the latest one. */
export function deployable(kind: string, wanted: { format: string; name: string; version?: string }): Model | undefined {
    const named = modelsFor(kind).filter(({ format, name }) => format === wanted.format && name === wanted.name);
    return wanted.version ? named.find(({ version }) => version === wanted.version) : named.at(-1);
}

/** Reasoning models are not served by one region alone. */
export function skusOf(model: Model): string[] {
    return Object.keys(QUOTA).filter((sku) => sku !== "Standard" || !/^o\d|^gpt-5/.test(model.name));
}

export function modelBody(model: Model): Json {
    const { format, name, version, capabilities } = model;
    const skus = skusOf(model).map((sku) => ({
        name: sku,
        usageName: quotaName(sku, model),
        deprecationDate: RETIRES,
        capacity: { minimum: 1, maximum: QUOTA[sku], default: 10, step: 1 },
    }));
    return {
        format,
        name,
        version,
        isDefaultVersion: models.findLast((other) => other.name === name) === model,
        skus,
        maxCapacity: 3,
        capabilities,
        deprecation: { inference: RETIRES },
        lifecycleStatus: "GenerallyAvailable",
        systemData: { createdBy: "Microsoft", createdByType: "Application", createdAt: PUBLISHED, lastModifiedBy: "Microsoft", lastModifiedByType: "Application", lastModifiedAt: PUBLISHED },
    };
}

/** Rows of `GET …/locations/{location}/models`. */
export function locationModels(): Json[] {
    return ["OpenAI", "AIServices"].flatMap((kind) => modelsFor(kind).map((model) => ({ kind, skuName: "S0", model: modelBody(model) })));
}

/** UNCONFIRMED pattern (03-arm, 3.9). */
export function quotaName(sku: string, model: Pick<Model, "format" | "name">): string {
    return `${model.format === "OpenAI" ? "OpenAI" : "AIServices"}.${sku}.${model.name}`;
}

export interface Quota {
    name: string;
    used: number;
    limit: number;
}

/** The quota of each model and SKU in a region, with what the subscription's deployments there use. */
export function quotas(state: State, subscription: string, location: string): Quota[] {
    const used = new Map<string, number>();
    for (const { sku, properties } of accountsIn(state, subscription, location).flatMap(({ deployments }) => deployments)) {
        const name = quotaName(sku.name, properties.model);
        used.set(name, (used.get(name) ?? 0) + sku.capacity);
    }
    const limits = new Map(models.flatMap((model) => skusOf(model).map((sku) => [quotaName(sku, model), QUOTA[sku] ?? 0] as const)));
    return [...limits].map(([name, limit]) => ({ name, limit, used: used.get(name) ?? 0 }));
}

function accountsIn(state: State, subscription: string, location: string): Account[] {
    const prefix = `/subscriptions/${subscription}/`.toLowerCase();
    const where = normalizeLocation(location);
    return state.accounts.filter((account) => account.id.toLowerCase().startsWith(prefix) && normalizeLocation(account.location) === where);
}

export function quotaBody({ name, used, limit }: Quota): Json {
    return { name: { value: name, localizedValue: name }, currentValue: used, limit, unit: "Count" };
}
