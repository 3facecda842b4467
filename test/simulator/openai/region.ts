const displayNames: Record<string, string> = {
    eastus: "East US",
    eastus2: "East US 2",
    westeurope: "West Europe",
    swedencentral: "Sweden Central",
    japaneast: "Japan East",
};

/** `East US 2` for `eastus2`; other locations as they are. */
export function regionName(location: string): string {
    return displayNames[location.replaceAll(" ", "").toLowerCase()] ?? location;
}
