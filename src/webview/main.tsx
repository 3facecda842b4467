import type { JSX } from "preact";
import { render } from "preact";
import type { ToWebview } from "../chat/protocol.ts";
import { protocolVersion } from "../chat/protocol.ts";
import "./chat.css";
import { ChipsRow } from "./components/chips.tsx";
import { clearComposer, Composer, draft, focusComposer, keepDraft } from "./components/composer.tsx";
import { Log } from "./components/log.tsx";
import { showCopied } from "./copied.ts";
import { kept, post } from "./host.ts";
import { announcement, page, receiveMessage, streaming } from "./store.ts";
import { strings } from "./strings.ts";

function App(): JSX.Element {
    return (
        <main>
            <h1 class="announcement">{strings.title}</h1>
            <ChipsRow />
            <Log />
            <Composer />
            <div class="announcement" role="status" aria-live="polite">
                {announcement.value}
            </div>
        </main>
    );
}

window.addEventListener("message", ({ data }: MessageEvent<ToWebview>) => {
    switch (data.kind) {
        case "focus":
            focusComposer();
            return;
        case "copied":
            showCopied(data.turn, data.block);
            return;
        case "turns":
            if (page.value.isSending) {
                clearComposer();
            }
            break;
        case "snapshot":
            takeDraft(data.draft);
            break;
    }
    receiveMessage(data);
});

document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest("a");
    const button = target?.closest<HTMLElement>("button[data-do]");
    if (link != null) {
        // VS Code's own listener would open the link a second time.
        event.preventDefault();
        event.stopImmediatePropagation();
        post({ kind: "openLink", url: link.href });
    } else if (button != null) {
        codeButtonPressed(button);
    }
}, { capture: true });

document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && streaming.value !== undefined) {
        post({ kind: "stop" });
    }
});

function codeButtonPressed(button: HTMLElement): void {
    const turn = button.closest<HTMLElement>("[data-turn]")?.dataset.turn;
    const action = button.dataset.do;
    if (turn !== undefined && (action === "copyCode" || action === "insertCode")) {
        post({ kind: action, turn, block: Number(button.dataset.block) });
    }
}

/** The page's own draft is the newer one; the host's is for a window that was reloaded. */
function takeDraft(ofHost: string): void {
    if (!page.value.isReady) {
        draft.value = kept().draft || ofHost;
        keepDraft();
    }
}

render(<App />, document.body);
post({ kind: "ready", version: protocolVersion });
