import type * as vscode from "vscode";
import type { Probe } from "../../azure/changes/waitForCall.ts";
import type { Cloud } from "../../azure/cloud.ts";
import type { GetToken } from "../../azure/credentials.ts";
import type { InferenceMemory, Learned, StreamChat } from "../../azure/inference.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings.ts";
import { confirm } from "../messages.ts";
import { createHostConsent } from "./hostConsent.ts";

/** Calls of deployments: the chat's, and the proof that a connection works, by one path, with one memory and one log. */
export interface Inference {
    streamChat: StreamChat;
    /** One minimal call, in the way in which the chat calls. */
    probe: Probe;
    /** Loads now what the first call would otherwise wait for. */
    preload(): void;
}

interface Parts {
    /** What calls taught, and which hosts the user allowed, kept across windows. */
    memory: vscode.Memento;
    cloud(): Cloud;
    getToken: GetToken;
    settings: Settings;
    log: Log;
    /** A model of the account has answered the principal. */
    answered(principalId: string, accountId: string): void;
}

/** Nothing of inference is loaded before the first call, or `preload`. */
export function createInference({ memory, cloud, getToken, settings, log, answered }: Parts): Inference {
    const consent = createHostConsent(memory, confirm);
    let loaded: Promise<StreamChat> | undefined;
    const load = () => (loaded ??= import("../../azure/inference/streamChat.ts").then(({ createStreamChat }) => createStreamChat({
        cloud, getToken, answered,
        apiVersion: () => settings.apiVersion(),
        get stallMs() {
            return settings.stallMs();
        },
        memory: inferenceMemory(memory),
        allowHost: (...question) => consent.allows(...question),
        log: (line) => log.request(line),
    })));
    return {
        async *streamChat(request) {
            yield* (await load())(request);
        },
        async probe(connection, signal) {
            const { chatProbe } = await import("../../azure/changes/waitForCall.ts");
            await chatProbe(await load())(connection, signal);
        },
        preload() {
            import("../../azure/inference/streamChat.ts").then(({ preloadInference }) => preloadInference())
                .catch((error: unknown) => log.error("Inference could not be loaded.", error));
        },
    };
}

function inferenceMemory(memory: vscode.Memento): InferenceMemory {
    const key = "learned";
    return {
        get: (about) => memory.get<Record<string, Learned>>(key, {})[about],
        set: (about, learned) => void memory.update(key, { ...memory.get<Record<string, Learned>>(key, {}), [about]: learned }),
    };
}
