#!/usr/bin/env node
/**
 * Stands in for the Azure CLI: sends to the sandbox what `az` 2.45 sends for the few commands of our scripts (its
 * own recordings, 03-arm.md [REC]), so that a script's effect can be compared with the flow's. Arguments as
 * `--name=value`; anything that it does not know ends it with a failure.
 */
export {};

const { SANDBOX_ARM: arm, SANDBOX_TOKEN: token, SANDBOX_CLOUD: cloud } = process.env;
const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const options = new Map(process.argv.slice(2).filter((word) => word.startsWith("--") && word.includes("="))
    .map((word) => [word.slice(2, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]));
const option = (name: string) => options.get(name) ?? fail(`--${name} is missing`);

interface Resource {
    location?: string;
    properties?: { principalId?: string };
    identity?: { type?: string; principalId?: string };
}

async function ask(method: string, path: string, apiVersion: string, body?: unknown): Promise<{ status: number; json: Resource }> {
    const response = await fetch(`${arm}${path}?api-version=${apiVersion}`, {
        method, body: body === undefined ? undefined : JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    const text = await response.text();
    return response.ok || response.status === 404 ? { status: response.status, json: text === "" ? {} : JSON.parse(text) as Resource } : fail(text);
}

function fail(why: string): never {
    console.error(why);
    process.exit(1);
}

const group = () => `/subscriptions/${option("subscription")}/resourcegroups/${options.get("resource-group") ?? option("name")}`;
const identity = () => `${group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${option("name")}`;

const commands: Record<string, () => Promise<string | number | undefined>> = {
    "cloud show": async () => cloud,
    "group exists": async () => String((await ask("HEAD", group(), "2022-09-01")).status === 204),
    "group create": async () => void await ask("PUT", group(), "2022-09-01", { location: option("location") }),
    "identity show": async () => {
        const { status, json } = await ask("GET", options.get("ids") ?? identity(), "2023-01-31");
        return status === 404 ? fail("ResourceNotFound") : options.has("ids") ? json.properties?.principalId : undefined;
    },
    "identity create": async () => void await ask("PUT", identity(), "2023-01-31", { location: option("location"), tags: {} }),
    // Its only use: the caller's permissions, as the script's --query flattens them.
    "rest": async () => {
        const url = process.argv[process.argv.indexOf("--url") + 1] ?? fail("--url is missing");
        const response = await fetch(`${arm}${url}`, { headers: { authorization: `Bearer ${token}` } });
        const { value } = await response.json() as { value: { actions: string[]; notActions: string[] }[] };
        return response.ok ? value.map(({ actions, notActions }) => `${actions.join(",")}|${notActions.join(",")}`).join("\n") : fail(String(response.status));
    },
    "vm show": async () => (await ask("GET", option("ids"), "2022-11-01")).json.identity?.principalId,
    "vm identity assign": async () => {
        const ids = process.argv.slice(process.argv.indexOf("--identities") + 1, process.argv.indexOf("--output"));
        const before = (await ask("GET", option("ids"), "2022-11-01")).json.identity?.type ?? "";
        const userAssigned = ids.filter((id) => id !== "[system]");
        const type = [ids.includes("[system]") || before.includes("System") ? "SystemAssigned" : "", userAssigned.length > 0 || before.includes("User") ? "UserAssigned" : ""];
        const map = userAssigned.length > 0 ? { userAssignedIdentities: Object.fromEntries(userAssigned.map((id) => [id, {}])) } : {};
        await ask("PATCH", option("ids"), "2022-11-01", { identity: { type: type.filter(Boolean).join(", "), ...map } });
        return undefined;
    },
    "role assignment create": async () => {
        const role = `/subscriptions/${option("subscription")}/providers/Microsoft.Authorization/roleDefinitions/${option("role")}`;
        const properties = { roleDefinitionId: role, principalId: option("assignee-object-id"), principalType: option("assignee-principal-type") };
        await ask("PUT", `${option("scope")}/providers/Microsoft.Authorization/roleAssignments/${option("name")}`, "2022-04-01", { properties });
        return undefined;
    },
};

const command = [3, 2, 1].map((length) => words.slice(0, length).join(" ")).find((name) => name in commands) ?? fail(`not known: ${words.join(" ")}`);
const answer = await commands[command]!();
if (answer !== undefined) {
    console.log(answer);
}
