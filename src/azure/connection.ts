import type { Identity } from "./identity.ts";
import { identityKey } from "./identity.ts";

/** What a connection calls: one deployment behind one endpoint. */
export interface Target {
    /** Base URL of the account, with a trailing slash, for example `https://contoso.openai.azure.com/`. */
    endpoint: string;
    /** Name of the deployment, which is what the API takes as `model`. */
    deployment: string;
    /** Name of the account, for people. The endpoint's host where the account was typed by hand. */
    accountName: string;
    /** ARM id of the account; absent where the endpoint was typed by hand. */
    accountId?: string;
    /** Tenant of the account's subscription; absent where it is not known. */
    tenantId?: string;
    /** Model behind the deployment, for example `gpt-4o`. */
    modelName?: string;
    /** `OpenAI` for Azure OpenAI models; other formats need another role. */
    modelFormat?: string;
    /** Context length in tokens, from the deployment's capabilities. */
    maxContextTokens?: number;
}

/** A remembered choice: this identity calls this target. */
export interface Connection {
    id: string;
    /** What people read, for example `gpt-4o as uai-playground`. */
    name: string;
    identity: Identity;
    target: Target;
}

/** Two choices of the same identity, endpoint and deployment are the same connection. */
export function connectionId(identity: Identity, target: Target): string {
    return `${identityKey(identity)}|${target.endpoint.toLowerCase()}|${target.deployment.toLowerCase()}`;
}
