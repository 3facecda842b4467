import * as vscode from "vscode";
import { withoutTokens } from "../azure/foreignText.ts";
import { type RequestLine, requestText } from "../azure/requestLine.ts";

export interface Log extends vscode.Disposable {
    request(line: RequestLine): void;
    info(message: string): void;
    warn(message: string): void;
    /** For what was not expected: with the stack, which holds neither tokens nor prompts. */
    error(message: string, error?: unknown): void;
    show(): void;
}

export function createLog(): Log {
    const channel = vscode.window.createOutputChannel("Keyless", { log: true });
    return {
        request(line) {
            const full = requestText(line);
            return line.status !== undefined && line.status < 400 ? channel.info(full) : channel.warn(full);
        },
        info: (message) => channel.info(withoutTokens(message)),
        warn: (message) => channel.warn(withoutTokens(message)),
        error: (message, error) => channel.error(withoutTokens(error === undefined ? message : `${message} ${error instanceof Error ? error.stack : String(error)}`)),
        show: () => channel.show(),
        dispose: () => channel.dispose(),
    };
}
