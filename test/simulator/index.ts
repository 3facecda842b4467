/** Starts a local Azure. Tests import this file and nothing else of the simulator. */
import { armRoutes } from "./arm/index.ts";
import type { SimContext } from "./context.ts";
import { controlRoutes } from "./control.ts";
import type { ControlParts, IssuedToken, TokenOrder } from "./control.ts";
import { setEndpoints } from "./endpoints.ts";
import { createEntra, entraHeaders } from "./entra/routes.ts";
import { createFaults } from "./faults.ts";
import type { Fault, FaultRule, Faults } from "./faults.ts";
import { graphHeaders, graphRoutes } from "./graph/index.ts";
import { generate } from "./generator.ts";
import type { Seed } from "./generator.ts";
import { imdsRoutes, imdsServer } from "./imds/routes.ts";
import { createListeners } from "./server/listeners.ts";
import type { Listeners } from "./server/listeners.ts";
import { openAiHeaders, openAiRoutes } from "./openai/routes.ts";
import type { DataPlane } from "./openai/operations.ts";
import { createQuota } from "./openai/quota.ts";
import { portalRoutes } from "./portal.ts";
import { createRecorder } from "./recorder.ts";
import type { RecordedRequest, Recorder } from "./recorder.ts";
import { loadScenario, readScenario } from "./scenario/load.ts";
import type { ScenarioObject } from "./scenario/types.ts";
import type { Delays, State } from "./state.ts";
import { applyChange } from "./stateChanges.ts";
import type { Change } from "./stateChanges.ts";
import { createTls } from "./tls.ts";
import type { Tls } from "./tls.ts";
import { createTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";
export { tokenMarks } from "./tokens.ts";
import { tokenIssuer } from "./tokenIssuer.ts";

export type { Change, FaultRule, IssuedToken, RecordedRequest, ScenarioObject, Seed, State, TokenOrder };

export interface SimulatorOptions {
    /** A name in `scenario/`, or the scenario itself; `playground` unless given. */
    scenario?: string | ScenarioObject;
    /** Many more resources, added to the scenario. */
    seed?: Seed;
    /** Port of the main listener; a free one unless given. */
    port?: number;
    /** On top of the scenario's. */
    delays?: Partial<Delays>;
    /** Tokens a second of answers; 0, as fast as possible, unless given. */
    tokenRate?: number;
    /** Further names in the certificate, where a client's resolver sends them here. */
    hostNames?: string[];
    /** Errors of the simulator itself; written to the console unless given. */
    log?: (error: unknown) => void;
}

export interface Simulator {
    /** Base URLs, without a slash behind them. */
    urls: { arm: string; authority: string; graph: string; imds: string; portal: string };
    /** Endpoints of the accounts that listen, by name, with a slash behind them. */
    accounts: Record<string, string>;
    /** PEM file of the authority that signed all certificates. */
    caFile: string;
    /** Value of the setting `keyless.customCloud`. */
    customCloud: Record<string, unknown>;
    /** What a process needs in its environment to live in this Azure. */
    env: Record<string, string>;
    controlUrl: string;
    state: State;
    /** What came in, oldest first. */
    requests: RecordedRequest[];
    clearRequests(): void;
    fault(rule: FaultRule): Fault;
    change(change: Change): Promise<unknown>;
    /** An access token for any principal, without a sign-in. */
    token(order: TokenOrder): Promise<IssuedToken>;
    close(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const { scenario = "playground", log = console.error } = options;
    const state = loadScenario(typeof scenario === "string" ? await readScenario(scenario) : scenario);
    const [tokens, tls] = await Promise.all([createTokens(state.clock), createTls(options.hostNames)]);
    const recorder = createRecorder(20_000);
    const faults = createFaults();
    const listeners = createListeners({ tls, recorder, faults, log });
    const parts: Parts = { options, state, tokens, tls, recorder, faults, listeners };
    try {
        return await open(parts);
    } catch (error) {
        await close(parts);
        throw error;
    }
}

interface Parts {
    options: SimulatorOptions;
    state: State;
    tokens: Tokens;
    tls: Tls;
    recorder: Recorder;
    faults: Faults;
    listeners: Listeners;
}

async function open(parts: Parts): Promise<Simulator> {
    const { options, state, tokens, tls, recorder, faults, listeners } = parts;
    let graphPort = 0;
    const plane = dataPlane(parts, () => `https://localhost:${graphPort}`);
    const { context } = plane;
    const entra = createEntra(context, tokens);
    const imdsPort = await listeners.openPlain([{ name: "imds", routes: imdsRoutes(context, tokens), headers: () => ({ server: imdsServer }) }]);
    graphPort = await listeners.openTls([{ name: "graph", routes: graphRoutes(context), headers: graphHeaders }]);
    await listeners.openMain(options.port ?? 0, [
        { name: "entra", routes: entra.routes, headers: entraHeaders },
        { name: "portal", routes: portalRoutes() },
        { name: "openai", routes: openAiRoutes(plane), headers: openAiHeaders() },
        { name: "arm", routes: armRoutes(context) },
    ]);
    await Promise.all([...state.accounts].map((account) => context.listen(account)));
    if (options.seed) {
        generate(state, options.seed);
    }
    Object.assign(state.delays, options.delays);
    const control: ControlParts = { context, recorder, faults, devices: entra.devices, issueToken: tokenIssuer(context, tokens) };
    const controlPort = await listeners.openControl(controlRoutes(control));
    const origin = context.origin();
    const urls = { arm: origin, authority: origin, graph: context.graphOrigin(), imds: `http://127.0.0.1:${imdsPort}`, portal: `${origin}/portal` };
    return {
        urls,
        get accounts() {
            return Object.fromEntries([...state.accounts].filter((a) => a.port).map((a) => [a.name, a.properties.endpoint]));
        },
        caFile: tls.caFile,
        customCloud: customCloud(origin, context.graphOrigin()),
        env: { AZURE_POD_IDENTITY_AUTHORITY_HOST: urls.imds, NODE_EXTRA_CA_CERTS: tls.caFile, KEYLESS_SANDBOX_AUTHORITY: urls.authority },
        controlUrl: `http://127.0.0.1:${controlPort}`,
        state,
        requests: recorder.requests,
        clearRequests: () => void (recorder.requests.length = 0),
        fault: (rule) => faults.add(rule),
        change: (change) => applyChange(control, change),
        token: control.issueToken,
        close: () => close(parts),
    };
}

async function close({ listeners, tls }: Parts): Promise<void> {
    await listeners.close();
    await tls.remove();
}

/** What all services share, and the settings of the accounts' data planes, which are opened through it. */
function dataPlane({ options, state, tokens, listeners }: Parts, graphOrigin: () => string): DataPlane {
    const context: SimContext = {
        state,
        origin: () => `https://localhost:${listeners.mainPort()}`,
        graphOrigin,
        verify: async (request) => {
            const verified = await tokens.verify(request.headers.authorization);
            request.seen.oid = "claims" in verified ? verified.claims.oid : undefined;
            return verified;
        },
        listen: async (account) => {
            const { customSubDomainName } = account.properties;
            if (!customSubDomainName) {
                await context.unlisten(account);
            } else if (!account.port) {
                account.port = await listeners.openAccount(account, { name: "openai", routes: openAiRoutes(plane, account), headers: openAiHeaders(account) });
            }
            setEndpoints(account, customSubDomainName ? `https://localhost:${account.port}/` : `${context.origin()}/`);
        },
        unlisten: async (account) => {
            await listeners.closeAccount(account);
            account.port = undefined;
        },
    };
    const plane = { context, quota: createQuota(state.clock), tokenRate: options.tokenRate ?? 0 };
    return plane;
}

function customCloud(origin: string, graph: string): Record<string, unknown> {
    return {
        name: "Sandbox",
        resourceManagerEndpointUrl: `${origin}/`,
        activeDirectoryEndpointUrl: `${origin}/`,
        microsoftGraphEndpointUrl: `${graph}/`,
        resourceManagerAudience: "https://management.azure.com",
        openAiAudiences: ["https://cognitiveservices.azure.com", "https://ai.azure.com"],
        hostSuffixes: ["localhost"],
        portalUrl: `${origin}/portal`,
    };
}
