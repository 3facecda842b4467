import type { JSX } from "preact";
import type { FailureCard } from "../../chat/protocol.ts";
import { post } from "../host.ts";
import { strings } from "../strings.ts";
import { Icon } from "./icon.tsx";

/** Who could not do what, why, and what mends it; the facts are folded. */
export function ErrorCard({ turn, failure }: { turn: string; failure: FailureCard }): JSX.Element {
    return (
        <div class="error" role="group" aria-label={failure.summary}>
            <h3>
                <Icon name="error" />
                <span>{failure.summary}</span>
            </h3>
            <p>{failure.cause}</p>
            <p>{failure.remedy}</p>
            {failure.actions.length > 0 && (
                <div class="actions">
                    {failure.actions.map(({ kind, label }, index) => (
                        <button type="button" key={index} class={index === 0 ? "primary" : "secondary"} onClick={() => post({ kind: "failureAction", turn, index, action: kind })}>
                            {label}
                        </button>
                    ))}
                </div>
            )}
            {failure.evidence.length > 0 && <Evidence failure={failure} />}
        </div>
    );
}

function Evidence({ failure }: { failure: FailureCard }): JSX.Element {
    return (
        <details>
            <summary>{strings.evidence}</summary>
            <dl>
                {failure.evidence.map(({ name, value }) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
            </dl>
        </details>
    );
}
