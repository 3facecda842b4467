import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Connection } from "../../azure/connection.ts";
import type { Failure, FailureAction } from "../../azure/errors.ts";
import type { StreamChat } from "../../azure/inference.ts";
import type { Store } from "../../chat/history.ts";
import { openableLink, parseFromWebview, type Chips, type ToWebview } from "../../chat/protocol.ts";
import { dispatch, requestHandlers, type Surroundings } from "../../chat/requests.ts";
import { ChatSession } from "../../chat/session.ts";
import { speakerOf } from "../../chat/views.ts";

export interface ChatViewParts {
    extensionUri: vscode.Uri;
    streamChat: StreamChat;
    /** Called when a page is there: loads what the first question would otherwise wait for. */
    preload(): void;
    /** Where the conversation outlives a reload: a memento. */
    store: Store;
    connections: {
        active(): Connection | undefined;
        onDidChange: vscode.Event<unknown>;
        /** For the tooltip of the chips; never a token. `tokenExpiresOn` is an epoch in milliseconds. */
        details(connection: Connection): Promise<Pick<Chips, "endpoint" | "principalId" | "tenantId" | "tokenExpiresOn">>;
    };
    /** Runs `keyless.chooseIdentity` and `keyless.chooseDeployment`, which change the active connection. */
    run(command: string, ...args: unknown[]): PromiseLike<unknown>;
    /** Does what a failure's button says. Resolves to true when the question should be asked again at once. */
    runAction(action: FailureAction, connection: Connection): PromiseLike<unknown>;
    log: { warn(message: string): void; error(message: string, error?: unknown): void };
}

export interface ChatView extends vscode.Disposable {
    /** Shows the view, wherever the user has moved it, with the cursor in its box. */
    reveal(): Promise<void>;
    newConversation(): void;
    focusInput(): void;
    /** An answer has come to its end; with its failure if it failed. */
    onDidEnd: vscode.Event<Failure | undefined>;
}

const viewId = "keyless.chat";
/** Text goes to the page this often: a remote window pays for each message. In milliseconds. */
const localIntervalMs = 16;
const remoteIntervalMs = 60;

/** The chat as a webview view. Hidden, it has no page; the session goes on and fills the next one. */
export function createChatView(parts: ChatViewParts): ChatView {
    const { connections, log } = parts;
    const ended = new vscode.EventEmitter<Failure | undefined>();
    const session = new ChatSession({
        streamChat: parts.streamChat,
        store: parts.store,
        connection: () => connections.active(),
        intervalMs: vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop ? localIntervalMs : remoteIntervalMs,
        unexpected: (error) => log.error("The chat met an unexpected error.", error),
        ended: ({ failure }) => {
            ended.fire(failure);
            showChips();
        },
    });
    let hasOpened = false;
    const showChips = createChips(session, parts, () => hasOpened);
    const page = createPage(session, parts, () => {
        hasOpened = true;
        showChips();
        parts.preload();
    });
    const subscription = connections.onDidChange(showChips);
    showChips();
    return {
        onDidEnd: ended.event,
        newConversation: () => session.newConversation(),
        focusInput: page.focusInput,
        async reveal() {
            page.focusInput();
            await vscode.commands.executeCommand(`${viewId}.focus`);
        },
        dispose: () => {
            session.dispose();
            vscode.Disposable.from(page.registration, subscription, ended).dispose();
        },
    };
}

/**
 * Tells the session what the chips show: the names at once, the rest when it is known. The rest takes a token, which
 * nobody asks for before the chat is open: most windows never open it.
 */
function createChips(session: ChatSession, { connections, log }: ChatViewParts, hasOpened: () => boolean): () => void {
    let latest = 0;
    return () => {
        const turn = ++latest;
        const connection = connections.active();
        if (connection === undefined) {
            session.setChips(undefined);
            return;
        }
        const chips: Chips = { ...speakerOf(connection), connection: connection.name, endpoint: connection.target.endpoint, tenantId: connection.target.tenantId };
        session.setChips(chips);
        if (!hasOpened()) {
            return;
        }
        connections.details(connection).then(
            (details) => turn === latest && session.setChips({ ...chips, ...details }),
            (error: unknown) => log.error(`No details of the connection ${connection.name}.`, error),
        );
    };
}

interface Page {
    registration: vscode.Disposable;
    /** Puts the cursor into the box, now or as soon as there is a page. */
    focusInput(): void;
}

function createPage(session: ChatSession, parts: ChatViewParts, opened: () => void): Page {
    let shown: vscode.WebviewView | undefined;
    let isReady = false;
    let wantsFocus = false;
    const rim = surroundings(parts);
    const left = () => {
        isReady = false;
        session.detach();
    };
    const provider: vscode.WebviewViewProvider = {
        resolveWebviewView(view) {
            shown = view;
            // Not awaited, here and wherever text streams: a slow link must not hold the answer.
            const post = (message: ToWebview): void => void view.webview.postMessage(message);
            const handlers = requestHandlers(session, rim, post);
            const root = vscode.Uri.joinPath(parts.extensionUri, "dist", "webview");
            view.webview.options = { enableScripts: true, localResourceRoots: [root] };
            view.webview.onDidReceiveMessage((value: unknown) => {
                const message = parseFromWebview(value);
                if (message === undefined) {
                    parts.log.warn("The chat page sent something that is no message of it; ignored.");
                    return;
                }
                dispatch(handlers, message).catch((error: unknown) => parts.log.error(`The chat could not do "${message.kind}".`, error));
                if (message.kind === "ready") {
                    if (!isReady) {
                        opened();
                    }
                    isReady = true;
                    if (wantsFocus) {
                        focusInput();
                    }
                }
            });
            view.onDidChangeVisibility(() => view.visible || left());
            view.onDidDispose(() => {
                if (shown === view) {
                    shown = undefined;
                    left();
                }
            });
            view.webview.html = pageHtml(view.webview, root);
        },
    };
    const focusInput = () => {
        wantsFocus = !isReady;
        if (isReady) {
            void shown?.webview.postMessage({ kind: "focus" } satisfies ToWebview);
        }
    };
    return { registration: vscode.window.registerWebviewViewProvider(viewId, provider), focusInput };
}

function surroundings({ connections, run, runAction }: ChatViewParts): Surroundings {
    const choose = async (command: string) => {
        const before = connections.active()?.id;
        const chosen = await run(command);
        return chosen === true || connections.active()?.id !== before;
    };
    return {
        chooseIdentity: () => choose("keyless.chooseIdentity"),
        chooseDeployment: () => choose("keyless.chooseDeployment"),
        runAction: async (action, connection) => (await runAction(action, connection)) === true,
        copy: async (text) => vscode.env.clipboard.writeText(text),
        insert: insertAtCursor,
        openLink: openLink,
    };
}

/** VS Code shows the whole address and asks, unless its domain is trusted. */
async function openLink(url: string): Promise<void> {
    const address = openableLink(url);
    if (address !== undefined) {
        await vscode.env.openExternal(vscode.Uri.parse(address, true));
    }
}

/** At every cursor of the editor that was last in use; into a new document where there is none. */
async function insertAtCursor(text: string): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text }));
        return;
    }
    await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, text)));
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Nothing but the bundle's script and style; the page makes no request of its own. */
function pageHtml(webview: vscode.Webview, root: vscode.Uri): string {
    const nonce = randomBytes(24).toString("base64url");
    const source = webview.cspSource;
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
    const policy = [
        "default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${source} 'nonce-${nonce}'`, `font-src ${source}`,
        `img-src ${source} data: blob:`, "base-uri 'none'", "form-action 'none'", "frame-src 'none'",
    ].join("; ");
    return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" nonce="${nonce}" href="${file("main.css")}">
    <title>Keyless Chat</title>
</head>
<body>
    <script nonce="${nonce}" src="${file("main.js")}"></script>
</body>
</html>`;
}
