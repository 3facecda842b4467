/** The endpoints of one Azure cloud. URLs and audiences have no trailing slash. */
export interface Cloud {
    /** `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`, or the name of the custom cloud. */
    name: string;
    resourceManager: string;
    authority: string;
    /** Resource that Azure Resource Manager tokens are asked for. */
    armAudience: string;
    /** Resources that model tokens are asked for, tried in this order (failures.md, D1). */
    openAiAudiences: readonly string[];
    /** Hosts, and hosts below them, that may receive a model token without the user's consent. */
    hostSuffixes: readonly string[];
    portal: string;
    /** Microsoft Graph, and the resource of its tokens; undefined where the cloud's is not known: principals then keep their ids. */
    microsoftGraph?: string;
    /** True where MSAL can't know the authority and must not ask the public cloud about it. */
    isCustom: boolean;
}

/**
 * Sources: `@azure/ms-rest-azure-env` for the management plane; azure-cli's clouds for Microsoft Graph; 05-openai-data-plane.md for public model hosts.
 * The government and China model hosts and audiences follow the public ones by analogy, except
 * `*.openai.azure.us` and `https://cognitiveservices.azure.us`, which Microsoft documents; the rest is UNCONFIRMED.
 */
const clouds = {
    AzureCloud: {
        name: "AzureCloud",
        resourceManager: "https://management.azure.com",
        authority: "https://login.microsoftonline.com",
        armAudience: "https://management.azure.com",
        openAiAudiences: ["https://cognitiveservices.azure.com", "https://ai.azure.com"],
        hostSuffixes: [
            "openai.azure.com",
            "cognitiveservices.azure.com",
            "services.ai.azure.com",
            "api.cognitive.microsoft.com",
        ],
        portal: "https://portal.azure.com",
        microsoftGraph: "https://graph.microsoft.com",
        isCustom: false,
    },
    AzureUSGovernment: {
        name: "AzureUSGovernment",
        resourceManager: "https://management.usgovcloudapi.net",
        authority: "https://login.microsoftonline.us",
        armAudience: "https://management.usgovcloudapi.net",
        openAiAudiences: ["https://cognitiveservices.azure.us", "https://ai.azure.us"],
        hostSuffixes: [
            "openai.azure.us",
            "cognitiveservices.azure.us",
            "services.ai.azure.us",
            "api.cognitive.microsoft.us",
        ],
        portal: "https://portal.azure.us",
        microsoftGraph: "https://graph.microsoft.us",
        isCustom: false,
    },
    AzureChinaCloud: {
        name: "AzureChinaCloud",
        resourceManager: "https://management.chinacloudapi.cn",
        authority: "https://login.partner.microsoftonline.cn",
        armAudience: "https://management.chinacloudapi.cn",
        openAiAudiences: ["https://cognitiveservices.azure.cn", "https://ai.azure.cn"],
        hostSuffixes: [
            "openai.azure.cn",
            "cognitiveservices.azure.cn",
            "services.ai.azure.cn",
            "api.cognitive.azure.cn",
        ],
        portal: "https://portal.azure.cn",
        microsoftGraph: "https://microsoftgraph.chinacloudapi.cn",
        isCustom: false,
    },
} as const satisfies Record<string, Cloud>;

export type KnownCloud = keyof typeof clouds;

export function knownCloud(name: KnownCloud): Cloud {
    return clouds[name];
}

/** A malformed `keyless.customCloud`; the message names the member and what it must be. */
export class CustomCloudError extends Error {
    override readonly name = "CustomCloudError";
}

/**
 * The custom cloud of the setting `keyless.customCloud`.
 * `name`, `resourceManagerEndpointUrl` and `activeDirectoryEndpointUrl` are required; the audiences default to the
 * public cloud's, which is what Azure Stack Hub and test clouds hand out under other names only when they say so.
 * @throws CustomCloudError naming the member that is missing or malformed.
 */
export function parseCustomCloud(value: unknown): Cloud {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new CustomCloudError("keyless.customCloud must be an object.");
    }
    const setting = value as Record<string, unknown>;
    const known = [
        "name", "resourceManagerEndpointUrl", "activeDirectoryEndpointUrl", "resourceManagerAudience",
        "microsoftGraphEndpointUrl", "openAiAudiences", "hostSuffixes", "portalUrl",
    ];
    const unknown = Object.keys(setting).find((key) => !known.includes(key));
    if (unknown !== undefined) {
        throw new CustomCloudError(`keyless.customCloud.${unknown} is not known. Known: ${known.join(", ")}.`);
    }
    const resourceManager = url(setting, "resourceManagerEndpointUrl");
    return {
        name: text(setting, "name"),
        resourceManager,
        authority: url(setting, "activeDirectoryEndpointUrl"),
        armAudience: setting["resourceManagerAudience"] === undefined
            ? resourceManager
            : text(setting, "resourceManagerAudience").replace(/\/+$/, ""),
        openAiAudiences: setting["openAiAudiences"] === undefined
            ? clouds.AzureCloud.openAiAudiences
            : texts(setting, "openAiAudiences").map((audience) => audience.replace(/\/+$/, "")),
        hostSuffixes: texts(setting, "hostSuffixes").map(hostSuffix),
        portal: setting["portalUrl"] === undefined ? resourceManager : url(setting, "portalUrl"),
        ...(setting["microsoftGraphEndpointUrl"] === undefined ? {} : { microsoftGraph: url(setting, "microsoftGraphEndpointUrl") }),
        isCustom: true,
    };
}

function text(setting: Record<string, unknown>, key: string): string {
    const value = setting[key];
    if (typeof value !== "string" || value.trim() === "") {
        throw new CustomCloudError(`keyless.customCloud.${key} must be a non-empty string.`);
    }
    return value.trim();
}

function texts(setting: Record<string, unknown>, key: string): string[] {
    const value = setting[key];
    const isList = Array.isArray(value) && value.length > 0
        && value.every((item) => typeof item === "string" && item.trim() !== "");
    if (!isList) {
        throw new CustomCloudError(`keyless.customCloud.${key} must be a list of at least one non-empty string.`);
    }
    return (value as string[]).map((item) => item.trim());
}

/** What may lead elsewhere is refused without being repeated: a user name may come with a password. */
function url(setting: Record<string, unknown>, key: string): string {
    const value = text(setting, key);
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (parsed && (parsed.username !== "" || parsed.password !== "")) {
        throw new CustomCloudError(`keyless.customCloud.${key} must not hold a user name or a password.`);
    }
    if (parsed?.protocol !== "https:") {
        throw new CustomCloudError(`keyless.customCloud.${key} must be an https URL, but is "${value}".`);
    }
    if (/[?#]/.test(value)) {
        throw new CustomCloudError(`keyless.customCloud.${key} must end with its host or path, without "?" and "#".`);
    }
    return (parsed.origin + parsed.pathname).replace(/\/+$/, "");
}

/** A host name in the form in which URLs have it. `*.` before it is allowed, as hosts below it are meant anyway. */
function hostSuffix(entry: string): string {
    const host = entry.replace(/^\*?\./, "");
    const refuse = (why: string): never => {
        throw new CustomCloudError(`keyless.customCloud.hostSuffixes: "${entry}" ${why}. Name a host, such as openai.contoso.com: it and the hosts below it may receive model tokens.`);
    };
    if (host === "") {
        return refuse("names no host");
    }
    if (/[/\\?#@:[\]\s]/.test(host)) {
        return refuse("holds more than a host's name: no scheme, user name, port, path or IPv6 address");
    }
    if (host.includes("*")) {
        return refuse("has a wildcard inside");
    }
    const name = URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`).hostname : "";
    const isShortAddress = /^[\d.]+$/.test(name) && name !== host;
    if (isShortAddress || !/^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) {
        return refuse("is no host name");
    }
    return name.includes(".") || name === "localhost" ? name : refuse("is a whole top-level domain or a name without a domain");
}

/**
 * What makes a cloud the same for tokens: who issues them, for what, and where they may go. Its name does not: a custom
 * cloud can be edited under the same one.
 */
export function cloudKey({ name: _name, portal: _portal, ...rest }: Cloud): string {
    return JSON.stringify(Object.entries(rest).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * May a model token go to this URL without asking? Only over https, and only to the cloud's own hosts: those of the
 * known clouds at their port, 443; a custom cloud's at any, since they are its owner's.
 */
export function isCloudHost(cloud: Cloud, address: string): boolean {
    if (!URL.canParse(address)) {
        return false;
    }
    const { protocol, hostname, port, username, password } = new URL(address);
    return protocol === "https:" && username === "" && password === "" && (port === "" || cloud.isCustom)
        && cloud.hostSuffixes.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`));
}

/** Deep link to a resource in the cloud's portal. */
export function portalUrl(cloud: Cloud, resourceId: string, tenantId?: string): string {
    return `${cloud.portal}/#@${tenantId ?? ""}/resource${resourceId}`;
}
