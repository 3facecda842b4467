import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Progress, Speaker } from "../../chat/protocol.ts";
import { post } from "../host.ts";
import { strings } from "../strings.ts";

const tickMs = 100;

/** One line for an answer without text yet: as whom, for how long, and what it waits for. */
export function Waiting({ progress, speaker }: { progress: Progress; speaker: Speaker }): JSX.Element {
    const passedMs = usePassed(progress);
    const hint = strings.progressHint(progress, speaker, passedMs);
    return (
        <p class="waiting">
            <span class="caret" aria-hidden="true" />
            <span>
                {strings.progress(progress, speaker, passedMs)}
                {hint !== undefined && <span class="hint">{` · ${hint}`}</span>}
            </span>
            {progress.kind === "retrying" && (
                <button type="button" class="link" onClick={() => post({ kind: "stop" })}>
                    {strings.stop}
                </button>
            )}
        </p>
    );
}

/** Milliseconds since this progress arrived, by the page's own clock. */
function usePassed(progress: Progress): number {
    const [passed, setPassed] = useState(0);
    useEffect(() => {
        const start = performance.now();
        setPassed(0);
        const timer = setInterval(() => setPassed(performance.now() - start), tickMs);
        return () => clearInterval(timer);
    }, [progress]);
    return passed;
}
