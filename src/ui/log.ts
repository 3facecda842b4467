import * as vscode from "vscode";
import type { RequestLine } from "../azure/requestLine.ts";

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
            const text = `${line.method} ${line.host}${line.path} → ${line.status ?? "no answer"} in ${line.ms} ms`;
            const facts = [line.principal && `principal ${line.principal}`, line.requestId && `request ${line.requestId}`].filter(Boolean);
            const full = [text, ...facts].join(", ");
            return line.status !== undefined && line.status < 400 ? channel.info(full) : channel.warn(full);
        },
        info: (message) => channel.info(message),
        warn: (message) => channel.warn(message),
        error: (message, error) => channel.error(withoutTokens(error === undefined ? message : `${message} ${error instanceof Error ? error.stack : String(error)}`)),
        show: () => channel.show(),
        dispose: () => channel.dispose(),
    };
}

/** SDK messages may quote a header; a token is recognised by its shape. */
function withoutTokens(text: string): string {
    return text.replace(/eyJ[\w-]+\.[\w-]*(\.[\w-]*)?/g, "…").replace(/(Bearer\s+)\S+/gi, "$1…");
}
