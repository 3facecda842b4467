import * as vscode from "vscode";
import { showInformation } from "../messages.ts";

/** The change of this window that can still be taken back, once its message is gone. */
export interface LastChange {
    /** @param takeBack asks before it does so where `asks`. @returns whether it is taken back. */
    remember(takeBack: (asks: boolean) => Promise<boolean>): void;
    /** It is taken back already. */
    forget(): void;
    undo(): Promise<void>;
}

export function createLastChange(): LastChange {
    let last: ((asks: boolean) => Promise<boolean>) | undefined;
    const keep = (takeBack: typeof last) => {
        last = takeBack;
        void vscode.commands.executeCommand("setContext", "keyless.canUndo", last !== undefined);
    };
    return {
        remember: keep,
        forget: () => keep(undefined),
        async undo() {
            if (last) {
                await last(true);
            } else {
                void showInformation("Keyless has changed nothing in this window that could be taken back.");
            }
        },
    };
}
