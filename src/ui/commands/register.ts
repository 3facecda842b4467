import * as vscode from "vscode";
import type { Failures } from "../failures.ts";
import { commandIds, type CommandId } from "./ids.ts";

/** Handlers take what a tree click passes (a slice of a node), or nothing when run from the palette. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each handler names the slice that it needs
export type Handlers = Record<CommandId, (argument?: any) => unknown>;

/**
 * Registers every command; the handlers are loaded with the first one that runs. Each is wrapped once: what it throws is
 * shown in its own words with the remedy's button where it was expected, else as "unexpected" with Show Log; a cancelled
 * command is silent.
 */
export function registerCommands(load: () => Promise<Handlers>, failures: Failures): vscode.Disposable {
    let handlers: Promise<Handlers> | undefined;
    const run = async (id: CommandId, argument: unknown): Promise<unknown> => {
        try {
            handlers ??= load();
            return await (await handlers)[id](argument);
        } catch (error) {
            // Not awaited: the command has ended, although its message may stay for minutes.
            void failures.report(error, id, () => run(id, argument));
            return undefined;
        }
    };
    return vscode.Disposable.from(...commandIds.map((id) => vscode.commands.registerCommand(id, (argument?: unknown) => run(id, argument))));
}
