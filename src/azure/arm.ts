import type { TokenCredential } from "@azure/core-auth";
import type { Pipeline, RetryStrategy } from "@azure/core-rest-pipeline";
import type { ArmAccess } from "./arm/armAccess.ts";
import { scopeOf } from "./credentials.ts";
import { retryAfterMs } from "./retryAfter.ts";

export type { ArmAccess, Management, Tenant } from "./arm/armAccess.ts";

const longestWaitMs = 10_000;
const retriedStatus = new Set([408, 429, 500, 502, 503, 504]);

/** What every client of `@azure/arm-*`, old and new generation, is made with. */
export type ArmClientOptions = Awaited<ReturnType<typeof armOptions>>;

/**
 * A client of `@azure/arm-*` with the cloud's endpoint, the gate as its transport, the log, and retries that never
 * wait silently for longer than 10 s: a longer `Retry-After` is told to the user instead. The client has no
 * credential: the SDKs put a token on whatever address an answer names, and follow redirects.
 * @param create makes it with exactly these arguments.
 */
export async function armClient<Client extends { pipeline: Pipeline }>(
    access: ArmAccess, create: (credential: TokenCredential, options: ArmClientOptions) => Client,
): Promise<Client> {
    const [{ bearerTokenAuthenticationPolicyName, redirectPolicyName }, options] = await Promise.all([
        import("@azure/core-rest-pipeline"), armOptions(access),
    ]);
    const client = create(noCredential, options);
    client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
    client.pipeline.removePolicy({ name: redirectPolicyName });
    return client;
}

const noCredential: TokenCredential = { getToken: () => Promise.reject(new Error("Only the gate asks for a token.")) };

async function armOptions(access: ArmAccess) {
    const [{ retryPolicy }, { armTransport }] = await Promise.all([import("@azure/core-rest-pipeline"), import("./arm/armTransport.ts")]);
    const scope = scopeOf(access.cloud.armAudience);
    return {
        endpoint: access.cloud.resourceManager,
        credentialScopes: scope,
        credentials: { scopes: [scope] },
        httpClient: armTransport(access),
        retryOptions: { maxRetries: 0 },
        additionalPolicies: [{ policy: retryPolicy([patience]), position: "perCall" as const }],
    };
}

const patience: RetryStrategy = {
    name: "patience",
    retry({ retryCount, response }) {
        if (!response || !retriedStatus.has(response.status)) {
            return { skipStrategy: true };
        }
        const wait = retryAfterMs((name) => response.headers.get(name)) ?? 500 * 2 ** retryCount;
        return wait > longestWaitMs ? { skipStrategy: true } : { retryAfterInMs: wait };
    },
};
