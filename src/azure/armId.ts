/** The parts of an Azure resource id. ARM compares all of them without letter case. */
export interface ArmId {
    subscriptionId?: string;
    resourceGroup?: string;
    /** Full type with its namespace, for example `Microsoft.CognitiveServices/accounts/deployments`. */
    type?: string;
    /** Name of the last resource in the id. */
    name: string;
}

/**
 * Splits a resource id, for example
 * `/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.Compute/virtualMachines/{vm}`.
 * @returns undefined where the text is no resource id.
 */
export function parseArmId(id: string): ArmId | undefined {
    const segments = id.split("/").filter((segment) => segment !== "");
    if (!id.startsWith("/") || segments.length < 2 || segments.length % 2 !== 0) {
        return undefined;
    }
    const parsed: ArmId = { name: segments[segments.length - 1]! };
    for (let index = 0; index < segments.length; index += 2) {
        const key = segments[index]!.toLowerCase();
        const value = segments[index + 1]!;
        if (key === "subscriptions" && index === 0) {
            parsed.subscriptionId = value;
        } else if (key === "resourcegroups" && index === 2) {
            parsed.resourceGroup = value;
        } else if (key === "providers") {
            parsed.type = [value, ...segments.slice(index + 2).filter((_, at) => at % 2 === 0)].join("/");
            break;
        }
    }
    return parsed;
}

/** A resource id in the form in which ids are compared and used as keys. */
export function normalizeArmId(id: string): string {
    return id.toLowerCase().replace(/\/+/g, "/").replace(/\/$/, "");
}

export function sameArmId(left: string, right: string): boolean {
    return normalizeArmId(left) === normalizeArmId(right);
}
