import { homedir } from "node:os";
import { basename, extname } from "node:path";
import * as vscode from "vscode";
import type { AccessPlan } from "../azure/scripts/plan.ts";

export type ScriptKind = "az" | "bicep" | "terraform";

export const scriptNames: Record<ScriptKind, string> = { az: "az script", bicep: "Bicep", terraform: "Terraform" };

/**
 * The plan as text in editors that are not saved yet: the file to run first in front. They lie beside one another in the
 * workspace's folder, or in the home folder, so that VS Code keeps them through a reload and offers their names when
 * they are saved.
 */
export async function openScript(kind: ScriptKind, plan: AccessPlan): Promise<void> {
    const [first, ...others] = await scriptFiles(kind, plan);
    for (const file of others) {
        await openText(file);
    }
    if (first) {
        await vscode.window.showTextDocument(await openText(first), { preview: false });
    }
}

interface ScriptFile {
    name: string;
    text: string;
}

async function scriptFiles(kind: ScriptKind, plan: AccessPlan): Promise<ScriptFile[]> {
    switch (kind) {
        case "az":
            return [{ name: "keyless-setup.sh", text: (await import("../azure/scripts/azScript.ts")).azScript(plan) }];
        case "bicep":
            return (await import("../azure/scripts/bicepFiles.ts")).bicepFiles(plan);
        case "terraform":
            return [{ name: "main.tf", text: (await import("../azure/scripts/terraformFile.ts")).terraformFile(plan) }];
    }
}

const languages: Record<string, string> = { sh: "shellscript", bicep: "bicep", tf: "terraform" };

async function openText({ name, text }: ScriptFile): Promise<vscode.TextDocument> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const document = await vscode.workspace.openTextDocument((await freeFile(folder, name)).with({ scheme: "untitled" }));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
    const language = languages[extname(name).slice(1)];
    return language && (await vscode.languages.getLanguages()).includes(language)
        ? vscode.languages.setTextDocumentLanguage(document, language)
        : document;
}

/** The file of that name, or of the name with the first number that no file has: one that is there is not touched. */
async function freeFile(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
    const extension = extname(name);
    for (let number = 1; ; number++) {
        const file = vscode.Uri.joinPath(folder, number === 1 ? name : `${basename(name, extension)}-${number}${extension}`);
        if (!await exists(file)) {
            return file;
        }
    }
}

async function exists(file: vscode.Uri): Promise<boolean> {
    return Promise.resolve(vscode.workspace.fs.stat(file)).then(() => true, () => false);
}
