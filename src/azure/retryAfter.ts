/**
 * When a service wants the next try, in milliseconds from now: `retry-after-ms`, which the data plane sends, and
 * Resource Manager with a prefix, before `Retry-After`, which is in seconds or, rarely, a date (RFC 9110, 10.2.3).
 * @param header reads a header by its name in lower case.
 * @returns undefined where none of them is there, or none can be read.
 */
export function retryAfterMs(header: (name: string) => string | null | undefined, now = Date.now()): number | undefined {
    for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
        const milliseconds = numberOf(header(name));
        if (milliseconds !== undefined) {
            return milliseconds;
        }
    }
    const value = header("retry-after") ?? undefined;
    const seconds = numberOf(value);
    if (seconds !== undefined) {
        return seconds * 1000;
    }
    // Without a letter it is no date of HTTP, though `Date.parse` makes one of "-5".
    const wait = /[a-z]/i.test(value ?? "") ? Date.parse(value!) - now : NaN;
    return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function numberOf(value: string | null | undefined): number | undefined {
    const text = value?.trim() ?? "";
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
