import type { JSX } from "preact";
import { post } from "../host.ts";
import { page } from "../store.ts";
import { strings } from "../strings.ts";
import { Icon } from "./icon.tsx";

/** Which deployment is asked as whom, each a button to choose another. */
export function ChipsRow(): JSX.Element {
    const { chips } = page.value;
    return (
        <header class="chips">
            {chips !== undefined && (
                <>
                    <button type="button" class="chip" title={strings.details(chips)} aria-label={strings.deploymentChip(chips)} onClick={() => post({ kind: "chooseDeployment" })}>
                        <span class="name">{chips.deployment}</span>
                        <Icon name="down" />
                    </button>
                    <button type="button" class="chip" title={strings.details(chips)} aria-label={strings.identityChip(chips)} onClick={() => post({ kind: "chooseIdentity" })}>
                        <span class="name">
                            <span class="quiet">{strings.as}</span>
                            {chips.identity}
                        </span>
                        <Icon name="down" />
                    </button>
                </>
            )}
        </header>
    );
}
