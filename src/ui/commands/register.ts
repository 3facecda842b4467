import * as vscode from "vscode";
import type { Failures } from "../failures.ts";
import type { CommandId } from "./ids.ts";

/** Handlers take what a tree click passes (a slice of a node), or nothing when run from the palette. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each handler names the slice that it needs
export type Handlers = Record<CommandId, (argument?: any) => unknown>;

/**
 * Registers every command, wrapped once: what a handler throws is shown in its own words with the remedy's button
 * where it was expected, else as "unexpected" with Show Log; a cancelled command is silent.
 */
export function registerCommands(handlers: Handlers, failures: Failures): vscode.Disposable {
    return vscode.Disposable.from(...Object.entries(handlers).map(([id, handler]) =>
        vscode.commands.registerCommand(id, async (argument?: unknown) => {
            try {
                return await handler(argument);
            } catch (error) {
                // Not awaited: the command has ended, although its message may stay for minutes.
                void failures.report(error, id);
            }
        })));
}
