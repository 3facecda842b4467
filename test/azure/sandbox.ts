/** The product's own functions against the local Azure, over real HTTPS and in this process. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { ArmAccess } from "../../src/azure/arm.ts";
import { parseCustomCloud } from "../../src/azure/cloud.ts";
import { armCredential, decodeClaims, directoryCredential, type GetToken } from "../../src/azure/credentials.ts";
import type { Timer } from "../../src/azure/changes/timer.ts";
import { type Identity, identityName } from "../../src/azure/identity.ts";
import { directRequest, ManagedIdentityFailure } from "../../src/azure/imds/imds.ts";
import { type RecordedRequest, type Simulator, type SimulatorOptions, startSimulator } from "../simulator/index.ts";
import { specsFolder, validateExchange } from "../simulator/specs/openApi.ts";

// With it `trustedFetch` would keep, for the whole process, the authorities of its first call.
delete process.env["NODE_EXTRA_CA_CERTS"];

export const subscriptionId = "2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91";
export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/rg-playground`;
export const machineId = `${group}/providers/Microsoft.Compute/virtualMachines/vm-playground`;
export const accountId = `${group}/providers/Microsoft.CognitiveServices/accounts/ai-services-playground`;
export const developer = "dev@contoso.com";

export function identityId(name: string, inGroup = group): string {
    return `${inGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

export interface Sandbox {
    simulator: Simulator;
    /** Management rights of a principal, by its name in the scenario; the developer's unless given. */
    access(principal?: string): ArmAccess;
    /** Tokens for managed identities from the sandbox's IMDS. The SDK's credential would keep the first endpoint of the process. */
    imdsToken: GetToken;
    /** Tokens for any principal, without a sign-in. */
    issuedToken: GetToken;
    /** Time that passes at once, for the client and for the local Azure. */
    timer: Timer;
    /** Requests to Resource Manager since `clearRequests` that change something. */
    changes(): RecordedRequest[];
    close(): Promise<void>;
}

export async function startSandbox(options: SimulatorOptions = {}): Promise<Sandbox> {
    const trusted = getCACertificates("default");
    const simulator = await startSimulator(options);
    setDefaultCACertificates([...trusted, readFileSync(simulator.caFile, "utf8")]);
    const cloud = parseCustomCloud(simulator.customCloud);
    const issuedToken: GetToken = async (identity, resource) => {
        const issued = await simulator.token({ principal: identityName(identity), resource });
        return { value: issued.accessToken, expiresOn: issued.expiresOn, claims: decodeClaims(issued.accessToken) };
    };
    return {
        simulator,
        issuedToken,
        access: (principal = developer) => {
            const who: Identity = { kind: "account", accountId: principal, name: principal };
            return { cloud, credential: armCredential(issuedToken, who, cloud), directory: directoryCredential(issuedToken, who, cloud), log: () => undefined };
        },
        imdsToken: (identity, audience, { signal } = {}) => askImds(simulator.urls.imds, identity, audience, signal),
        timer: {
            now: () => simulator.state.clock.now(),
            async sleep(ms, signal) {
                signal?.throwIfAborted();
                simulator.state.clock.advance(ms);
            },
        },
        changes: () => simulator.requests.filter(({ service, method, path }) =>
            service === "arm" && method !== "GET" && method !== "HEAD" && !path.endsWith("/Microsoft.ResourceGraph/resources")),
        async close() {
            setDefaultCACertificates(trusted);
            await simulator.close();
        },
    };
}

async function askImds(base: string, identity: Identity, resource: string, signal?: AbortSignal) {
    const selector: Record<string, string> = identity.kind === "userAssigned" ? { client_id: identity.clientId ?? "" } : {};
    const query = new URLSearchParams({ "api-version": "2018-02-01", resource, ...selector });
    const { status, body, headers } = await directRequest(`${base}/metadata/identity/oauth2/token?${query.toString()}`,
        { headers: { Metadata: "true" }, timeoutMs: 5_000, signal });
    if (status !== 200) {
        throw new ManagedIdentityFailure(`IMDS answered ${status}.`, { status, body, serverHeader: String(headers.server) });
    }
    const { access_token: value, expires_on: expires } = JSON.parse(body) as { access_token: string; expires_on: string };
    return { value, expiresOn: Number(expires) * 1000, claims: decodeClaims(value) };
}

/** Holds every request to Resource Manager against the official descriptions, where these are beside the checkout. */
export function assertDescribed({ simulator }: Sandbox): void {
    if (specsFolder()) {
        const wrong = simulator.requests.filter(({ service }) => service === "arm")
            .flatMap(({ method, path, query, body }) => validateExchange({ method, path, query, requestBody: body }));
        assert.deepEqual([...new Set(wrong)], []);
    }
}
