import * as vscode from "vscode";
import { literal } from "./literal.ts";

/**
 * All messages, dialogs and progress of Keyless. Names come from Azure, reasons from whoever answered: VS Code would make
 * links and icons of them, so that a test holds that nothing is shown by another way. Buttons are plain text anyway, and
 * come back as they were given.
 */
export type Report = (message: string) => void;

/** @returns the button that was pressed. */
export async function showInformation(text: string, ...buttons: string[]): Promise<string | undefined> {
    return vscode.window.showInformationMessage(literal(text), ...buttons);
}

export async function showWarning(text: string, ...buttons: string[]): Promise<string | undefined> {
    return vscode.window.showWarningMessage(literal(text), ...buttons);
}

export async function showError(text: string, ...buttons: string[]): Promise<string | undefined> {
    return vscode.window.showErrorMessage(literal(text), ...buttons);
}

/** A dialog in front of everything, with Cancel. @returns the button that was pressed. */
export async function confirm(question: string, detail: string, ...buttons: string[]): Promise<string | undefined> {
    return vscode.window.showWarningMessage(literal(question), { modal: true, detail: literal(detail) }, ...buttons);
}

/** A notification while something is done that may take long; Cancel fires the signal. */
export async function withNotification<T>(title: string, run: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T> {
    const options = { location: vscode.ProgressLocation.Notification, title: literal(title), cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
        const cancelled = new AbortController();
        token.onCancellationRequested(() => cancelled.abort());
        return run(cancelled.signal, (message) => progress.report({ message: literal(message) }));
    });
}

/** A few words in the status bar for three seconds: something small is done. */
export function noteDone(text: string): void {
    vscode.window.setStatusBarMessage(`$(check) ${literal(text)}`, 3000);
}
