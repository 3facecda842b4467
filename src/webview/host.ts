import type { FromWebview } from "../chat/protocol.ts";

/** What the page itself keeps for when it is hidden and made anew. */
export interface Kept {
    draft?: string;
    /** Distance from the top in pixels; absent when the end was in view. */
    scrollTop?: number;
}

interface VsCodeApi {
    postMessage(message: FromWebview): void;
    getState(): Kept | undefined;
    setState(state: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: FromWebview): void {
    api.postMessage(message);
}

export function kept(): Kept {
    return api.getState() ?? {};
}

export function keep(change: Kept): void {
    api.setState({ ...kept(), ...change });
}
