/** @returns what is wrong with an endpoint, or undefined. */
export function checkEndpoint(text: string): string | undefined {
    if (!URL.canParse(text)) {
        return "Enter the account's address, such as https://NAME.openai.azure.com/.";
    }
    const { protocol, username } = new URL(text);
    if (username !== "") {
        return "The address must not hold a user name or a key.";
    }
    return protocol === "https:" || protocol === "http:" ? undefined : "The address must begin with https://.";
}

/** The base URL of whatever part of an endpoint was pasted: `…/openai/deployments/x/chat/completions?…` → `…/`. */
export function normalizeEndpoint(text: string): string {
    const { origin, pathname } = new URL(text);
    const base = pathname.replace(/\/openai(\/.*)?$/i, "").replace(/\/+$/, "");
    return `${origin}${base}/`;
}

/** @returns what is wrong with a deployment's name, or undefined. */
export function checkDeploymentName(text: string): string | undefined {
    return /^[\w.-]{1,64}$/.test(text) ? undefined : "A deployment's name has 1 to 64 letters, digits, dots, dashes or underscores.";
}
