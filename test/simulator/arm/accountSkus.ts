/** SKUs of the kinds of accounts, and where they may be had. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { Json } from "../state.ts";
import { objectBody, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest } from "./errors.ts";
import { listOf } from "./lists.ts";
import { regionNames } from "./locations.ts";

const skusByKind: Record<string, string[]> = {
    OpenAI: ["S0"],
    AIServices: ["S0"],
    CognitiveServices: ["S0"],
    SpeechServices: ["F0", "S0"],
    TextAnalytics: ["F0", "S"],
    ComputerVision: ["F0", "S1"],
    FormRecognizer: ["F0", "S0"],
    ContentSafety: ["F0", "S0"],
    TextTranslation: ["F0", "S1"],
};

export const accountKinds = Object.keys(skusByKind);

export function skusOfKind(kind: string): string[] {
    return skusByKind[kind] ?? [];
}

export function accountSkuRoutes(context: SimContext): Route[] {
    const base = "/subscriptions/{subscription}/providers/Microsoft.CognitiveServices";
    const scope = ({ subscription = "" }: Record<string, string>): string => `/subscriptions/${subscription}`;
    return [
        armRoute(context, "GET", `${base}/skus`, { action: "Microsoft.CognitiveServices/skus/read", scope }, (call) => listOf(call, skuRows(), (row) => row)),
        armRoute(context, "POST", `${base}/locations/{location}/checkSkuAvailability`, { action: "Microsoft.CognitiveServices/locations/checkSkuAvailability/action", scope }, check),
    ];
}

function tierOf(sku: string): string {
    return sku.startsWith("F") ? "Free" : "Standard";
}

/** A row a kind and region. */
function skuRows(): Json[] {
    return regionNames.flatMap((region) => accountKinds.flatMap((kind) => skusOfKind(kind).map((name) => ({
        resourceType: "accounts", name, tier: tierOf(name), kind, locations: [region.toUpperCase()], restrictions: [],
    }))));
}

function check(call: ArmCall): SimResponse {
    const content = objectBody(call.request);
    const kind = textOf(content, "kind") ?? "";
    const type = textOf(content, "type") ?? "";
    const { skus } = content;
    if (!Array.isArray(skus) || !kind || !type) {
        throw badRequest("InvalidRequestContent", "'skus', 'kind' and 'type' are required.");
    }
    const value = skus.map(String).map((skuName) => {
        const skuAvailable = skusOfKind(kind).includes(skuName);
        const why = skuAvailable ? {} : { reason: "InvalidSku", message: `The SKU '${skuName}' is not available for the kind '${kind}' in '${call.params["location"] ?? ""}'.` };
        return { kind, type, skuName, skuAvailable, ...why };
    });
    return { status: 200, body: { value } };
}
