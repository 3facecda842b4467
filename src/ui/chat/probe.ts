import type * as vscode from "vscode";
import type { Probe } from "../../azure/changes/waitForCall.ts";
import type { Cloud } from "../../azure/cloud.ts";
import type { GetToken } from "../../azure/credentials.ts";
import { createHostConsent } from "./hostConsent.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings.ts";

interface Parts {
    memory: vscode.Memento;
    cloud(): Cloud;
    getToken: GetToken;
    settings: Settings;
    log: Log;
}

/** The proof that a connection works: one minimal call, in the way in which the chat calls. Loads inference when first used. */
export function createProbe({ memory, cloud, getToken, settings, log }: Parts): Probe {
    const consent = createHostConsent(memory);
    let loaded: Promise<Probe> | undefined;
    const load = async () => {
        const [{ createStreamChat }, { chatProbe }] = await Promise.all([import("../../azure/inference/streamChat.ts"), import("../../azure/changes/waitForCall.ts")]);
        return chatProbe(createStreamChat({
            cloud, getToken, memory: new Map(),
            apiVersion: () => settings.apiVersion(),
            allowHost: (address, identity) => consent.allows(address, identity),
            log: (line) => log.request(line),
        }));
    };
    return async (connection, signal) => (await (loaded ??= load()))(connection, signal);
}
