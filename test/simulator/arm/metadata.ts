/** What a cloud tells about itself; read without a token by `az cloud register`, Terraform and the SDKs of other languages. */
import type { SimContext } from "../context.ts";
import { type Route, route } from "../http.ts";
import { answer } from "./call.ts";
import { missingApiVersion } from "./errors.ts";

const audiences = ["https://management.core.windows.net/", "https://management.azure.com/"];

/** From 2019-05-01 on a list of clouds; before, one object with other member names. */
export function metadataRoutes(context: SimContext): Route[] {
    return [
        route("GET", "/metadata/endpoints", (request) => answer(request, () => {
            const version = request.query.get("api-version");
            if (!version) {
                return Promise.reject(missingApiVersion());
            }
            const origin = context.origin();
            const graph = context.graphOrigin();
            return Promise.resolve({ status: 200, body: version < "2019-05-01" ? oldForm(origin) : [newForm(origin, graph)] });
        })),
    ];
}

function oldForm(origin: string): object {
    return {
        galleryEndpoint: `${origin}/`,
        graphEndpoint: "https://graph.windows.net/",
        graphAudience: "https://graph.windows.net/",
        portalEndpoint: `${origin}/portal`,
        authentication: { loginEndpoint: `${origin}/`, audiences },
    };
}

function newForm(origin: string, microsoftGraph: string): object {
    return {
        name: "Sandbox",
        portal: `${origin}/portal`,
        authentication: { loginEndpoint: `${origin}/`, audiences, tenant: "common", identityProvider: "AAD" },
        resourceManager: `${origin}/`,
        media: "https://rest.media.azure.net",
        graph: "https://graph.windows.net/",
        graphAudience: "https://graph.windows.net/",
        microsoftGraphResourceId: `${microsoftGraph}/`,
        gallery: `${origin}/`,
        batch: "https://batch.core.windows.net/",
        sqlManagement: "https://management.core.windows.net:8443/",
        vmImageAliasDoc: "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/main/arm-compute/quickstart-templates/aliases.json",
        activeDirectoryDataLake: "https://datalake.azure.net/",
        suffixes: {
            acrLoginServer: "azurecr.io",
            keyVaultDns: "vault.azure.net",
            storage: "core.windows.net",
            sqlServerHostname: "database.windows.net",
            azureDataLakeStoreFileSystem: "azuredatalakestore.net",
            azureDataLakeAnalyticsCatalogAndJob: "azuredatalakeanalytics.net",
        },
    };
}
