import { foreignText } from "./foreignText.ts";

/** One request, as the log shows it. Never a header, a query, a body or a token. */
export interface RequestLine {
    method: string;
    host: string;
    path: string;
    /** Absent where no answer came. */
    status?: number;
    ms: number;
    requestId?: string;
    /** Object id of the principal that the token was for. */
    principal?: string;
}

/** Longer than any resource id with what follows it. */
const longestPath = 420;

/** The line of the log. Host, path and request id may be what an answer said: they are let through as foreign text. */
export function requestText({ method, host, path, status, ms, principal, requestId }: RequestLine): string {
    const text = `${method} ${foreignText(host)}${foreignText(path, longestPath)} → ${status ?? "no answer"} in ${ms} ms`;
    return [text, principal && `principal ${foreignText(principal)}`, requestId && `request ${foreignText(requestId)}`].filter(Boolean).join(", ");
}
