import type { JSX } from "preact";
import type { IconName } from "../icons.ts";
import { iconPath } from "../icons.ts";

export function Icon({ name }: { name: IconName }): JSX.Element {
    return (
        <svg viewBox="0 0 16 16" class="codicon" aria-hidden="true">
            <path d={iconPath(name)} fill-rule="evenodd" />
        </svg>
    );
}

/** A button that shows only an icon; its label is what it does. */
export function IconButton({ icon, label, act, class: extra = "" }: { icon: IconName; label: string; act: () => void; class?: string }): JSX.Element {
    return (
        <button type="button" class={`icon ${extra}`} title={label} aria-label={label} onClick={act}>
            <Icon name={icon} />
        </button>
    );
}
