import * as vscode from "vscode";
import { type Cloud, CustomCloudError, knownCloud, type KnownCloud, parseCustomCloud } from "../azure/cloud.ts";
import { cloudFailure } from "../azure/failures/cloudFailure.ts";
import { AccessError } from "../azure/errors.ts";

/**
 * The settings that decide where tokens go have the scope `machine`: VS Code takes them from the user or the remote
 * machine, and never from a workspace's own settings file.
 */
export interface Settings {
    /** @throws AccessError when `keyless.customCloud` is malformed; it names the member. */
    cloud(): Cloud;
    /** Dated API version for accounts that serve no v1; undefined leaves it to the product. */
    apiVersion(): string | undefined;
    /** Silence after which an answer counts as stalled, in milliseconds; undefined leaves it to the product. */
    stallMs(): number | undefined;
    onDidChangeCloud: vscode.Event<void>;
}

export function createSettings(subscriptions: vscode.Disposable[]): Settings {
    const section = () => vscode.workspace.getConfiguration("keyless");
    const changed = new vscode.EventEmitter<void>();
    subscriptions.push(changed, vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("keyless.cloud") || event.affectsConfiguration("keyless.customCloud")) {
            changed.fire();
        }
    }));
    return {
        cloud() {
            const custom = section().get<unknown>("customCloud");
            return isEmpty(custom) ? knownCloud(section().get<KnownCloud>("cloud", "AzureCloud")) : customCloud(custom);
        },
        apiVersion: () => section().get<string>("apiVersion", "").trim() || undefined,
        stallMs() {
            const seconds = section().get<number>("stallTimeout", 0);
            return seconds > 0 ? seconds * 1000 : undefined;
        },
        onDidChangeCloud: changed.event,
    };
}

function customCloud(setting: unknown): Cloud {
    try {
        return parseCustomCloud(setting);
    } catch (error) {
        throw error instanceof CustomCloudError ? new AccessError(cloudFailure(error), { cause: error }) : error;
    }
}

function isEmpty(value: unknown): boolean {
    return value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
