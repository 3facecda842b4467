import type { Deployment } from "../azure/resources.ts";

type Sku = Pick<Deployment, "skuName" | "capacity">;

/**
 * A deployment's SKU with its capacity and the unit of that: `GlobalStandard 50K TPM`, `ProvisionedManaged 100 PTU`.
 * Pay-as-you-go SKUs count thousands of tokens per minute (03-arm.md), provisioned ones throughput units; what others
 * count, batch for example, is not told, and shown as a bare number.
 */
export function describeSku({ skuName, capacity }: Sku): string {
    return [skuName, capacity === undefined ? undefined : withUnit(skuName, capacity)].filter(Boolean).join(" ");
}

function withUnit(skuName: string, capacity: number): string {
    if (/provisioned/i.test(skuName)) {
        return `${capacity.toLocaleString("en")} PTU`;
    }
    return /^(global|datazone)?standard$/i.test(skuName) ? `${thousands(capacity)} TPM` : capacity.toLocaleString("en");
}

/** 50 → `50K`, 2500 → `2.5M`. */
function thousands(capacity: number): string {
    return capacity >= 1000 ? `${(capacity / 1000).toLocaleString("en", { maximumFractionDigits: 1 })}M` : `${capacity}K`;
}

/** What the deployment itself says it lets through: `50,000 tokens per minute, 300 requests per minute`. */
export function describeLimits(limits: Deployment["rateLimits"] = []): string | undefined {
    const known = limits.flatMap(({ key, renewalPeriod, count }) => (key && renewalPeriod && count
        ? [`${count.toLocaleString("en")} ${key}s per ${renewalPeriod === 60 ? "minute" : `${renewalPeriod} s`}`] : []));
    return known.join(", ") || undefined;
}
