/** The regions of the local Azure: a few real ones, as `GET …/locations` describes them. */

interface Region {
    name: string;
    displayName: string;
    geography: string;
    geographyGroup: string;
    latitude: string;
    longitude: string;
    physicalLocation: string;
    paired: string;
}

function region(name: string, displayName: string, geography: [group: string, name: string], where: [latitude: string, longitude: string, place: string], paired: string): Region {
    const [geographyGroup, geographyName] = geography;
    const [latitude, longitude, physicalLocation] = where;
    return { name, displayName, geography: geographyName, geographyGroup, latitude, longitude, physicalLocation, paired };
}

const regions: Region[] = [
    region("eastus", "East US", ["US", "United States"], ["37.3719", "-79.8164", "Virginia"], "westus"),
    region("eastus2", "East US 2", ["US", "United States"], ["36.6681", "-78.3889", "Virginia"], "centralus"),
    region("centralus", "Central US", ["US", "United States"], ["41.5908", "-93.6208", "Iowa"], "eastus2"),
    region("westus", "West US", ["US", "United States"], ["37.783", "-122.417", "California"], "eastus"),
    region("westus3", "West US 3", ["US", "United States"], ["33.448376", "-112.074036", "Phoenix"], "eastus"),
    region("westeurope", "West Europe", ["Europe", "Netherlands"], ["52.3667", "4.9", "Netherlands"], "northeurope"),
    region("northeurope", "North Europe", ["Europe", "Ireland"], ["53.3478", "-6.2597", "Ireland"], "westeurope"),
    region("swedencentral", "Sweden Central", ["Europe", "Sweden"], ["60.67488", "17.14127", "Gävle"], "swedensouth"),
    region("switzerlandnorth", "Switzerland North", ["Europe", "Switzerland"], ["47.451542", "8.564572", "Zurich"], "switzerlandwest"),
    region("japaneast", "Japan East", ["Asia Pacific", "Japan"], ["35.68", "139.77", "Tokyo, Saitama"], "japanwest"),
];

/** `eastus2` for `East US 2`, `EastUS2`, `eastus2`. */
export function normalizeLocation(location: string): string {
    return location.replaceAll(" ", "").toLowerCase();
}

export function isRegion(location: string): boolean {
    return regions.some(({ name }) => name === normalizeLocation(location));
}

export const regionNames = regions.map(({ name }) => name);

/** The rows of `GET /subscriptions/{s}/locations`; `subscription` is `/subscriptions/{guid}`. */
export function locationRows(subscription: string): object[] {
    return regions.map((at) => ({
        id: `${subscription}/locations/${at.name}`,
        name: at.name,
        type: "Region",
        displayName: at.displayName,
        regionalDisplayName: `(${at.geographyGroup}) ${at.displayName}`,
        metadata: {
            regionType: "Physical",
            regionCategory: "Recommended",
            geography: at.geography,
            geographyGroup: at.geographyGroup,
            latitude: at.latitude,
            longitude: at.longitude,
            physicalLocation: at.physicalLocation,
            pairedRegion: [{ name: at.paired, id: `${subscription}/locations/${at.paired}` }],
        },
    }));
}
