import * as vscode from "vscode";
import type { Node } from "../../resources/nodes.ts";

export interface Tree extends vscode.Disposable {
    /** Reads again: everything, or what is below a node. */
    refresh(node?: Node): void;
    /** The line below the title, for example the filter in force. */
    describe(text: string | undefined): void;
}

/** A tree view over nodes that are plain data. `children` never throws; what fails is a node. */
export function createTree(
    viewId: string,
    extensionUri: vscode.Uri,
    children: (node: Node | undefined) => Promise<Node[]>,
): Tree {
    const changed = new vscode.EventEmitter<Node | undefined>();
    /** VS Code forgets what was open below a node that a filter hides for a while. */
    const opened = new Set<string>();
    const view = vscode.window.createTreeView<Node>(viewId, {
        showCollapseAll: viewId === "keyless.azure",
        treeDataProvider: {
            onDidChangeTreeData: changed.event,
            getChildren: children,
            getTreeItem: async (node) => treeItem(node, opened.has(node.id), await import("./treeContent.ts"), extensionUri),
        },
    });
    view.onDidExpandElement(({ element }) => opened.add(element.id));
    view.onDidCollapseElement(({ element }) => opened.delete(element.id));
    return {
        refresh: (node) => changed.fire(node),
        describe: (text) => (view.description = text),
        dispose() {
            view.dispose();
            changed.dispose();
        },
    };
}

const states = {
    none: vscode.TreeItemCollapsibleState.None,
    collapsed: vscode.TreeItemCollapsibleState.Collapsed,
    expanded: vscode.TreeItemCollapsibleState.Expanded,
};

function treeItem(node: Node, isOpen: boolean, { present, copyCommand }: typeof import("./treeContent.ts"), extensionUri: vscode.Uri): vscode.TreeItem {
    const look = present(node);
    const item = new vscode.TreeItem(look.label, states[isOpen && look.children === "collapsed" ? "expanded" : look.children]);
    item.id = node.id;
    item.description = look.description;
    item.tooltip = look.tooltip === undefined ? undefined : markdown(look.tooltip, copyCommand);
    item.iconPath = iconOf(look.icon, look.color, extensionUri);
    item.contextValue = look.context.join(";");
    item.command = look.command && { command: look.command.id, title: look.command.title, arguments: [look.command.argument] };
    item.accessibilityInformation = look.spoken === undefined ? undefined : { label: look.spoken };
    return item;
}

function markdown(text: string, enabledCommand: string): vscode.MarkdownString {
    const tooltip = new vscode.MarkdownString(text, true);
    tooltip.isTrusted = { enabledCommands: [enabledCommand] };
    return tooltip;
}

function iconOf(icon: string, color: string | undefined, extensionUri: vscode.Uri): vscode.TreeItem["iconPath"] {
    const picture = icon.startsWith("azure:") ? icon.slice("azure:".length) : undefined;
    return picture
        ? vscode.Uri.joinPath(extensionUri, "media", "azure", `${picture}.svg`)
        : new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
