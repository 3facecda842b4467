import * as vscode from "vscode";
import type { AccessPlan } from "../azure/scripts/plan.ts";

export type ScriptKind = "az" | "bicep" | "terraform";

export const scriptNames: Record<ScriptKind, string> = { az: "az script", bicep: "Bicep", terraform: "Terraform" };

/** The plan as text in editors that are not saved yet: the file to run first in front. Its name is offered when it is saved. */
export async function openScript(kind: ScriptKind, plan: AccessPlan): Promise<void> {
    const [first, ...others] = await scriptFiles(kind, plan);
    for (const { name, text } of others) {
        await openText(name, text);
    }
    if (first) {
        await vscode.window.showTextDocument(await openText(first.name, first.text), { preview: false });
    }
}

async function scriptFiles(kind: ScriptKind, plan: AccessPlan): Promise<{ name: string; text: string }[]> {
    switch (kind) {
        case "az":
            return [{ name: "keyless-setup.sh", text: (await import("../azure/scripts/azScript.ts")).azScript(plan) }];
        case "bicep":
            return (await import("../azure/scripts/bicepFiles.ts")).bicepFiles(plan);
        case "terraform":
            return [{ name: "main.tf", text: (await import("../azure/scripts/terraformFile.ts")).terraformFile(plan) }];
    }
}

async function openText(name: string, text: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: "untitled", path: name }));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
    return document;
}
