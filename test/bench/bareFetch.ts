/** A chat completion as somebody without this extension would read it; the baseline of the chat. */
export interface StreamOrder {
    url: string;
    token: string;
    body: unknown;
    /** Read it a second time, for `endParsed`. */
    parse: boolean;
}

/** Milliseconds since the call. */
export interface StreamTimes {
    firstText: number;
    end: number;
    /** Of the stream, as received. */
    bytes: number;
    /** The same bytes with each event's JSON parsed, which whoever wants the text can't go without; from the call to the end. */
    endParsed?: number;
}

export async function readStream(order: StreamOrder): Promise<StreamTimes> {
    const times = await read(order, () => undefined);
    return order.parse ? { ...times, endParsed: (await read(order, parse)).end } : times;
}

async function read({ url, token, body }: StreamOrder, take: (text: string) => void): Promise<StreamTimes> {
    const start = performance.now();
    const response = await fetch(url, {
        method: "POST", body: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    if (!response.ok || !response.body) {
        throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    }
    const decoder = new TextDecoder();
    let firstText: number | undefined;
    let bytes = 0;
    for await (const piece of response.body) {
        bytes += piece.length;
        const text = decoder.decode(piece, { stream: true });
        firstText ??= /"content":"[^"]/.test(text) ? performance.now() - start : undefined;
        take(text);
    }
    if (firstText === undefined) {
        throw new Error("The stream brought no text.");
    }
    return { firstText, end: performance.now() - start, bytes };
}

function parse(text: string): void {
    for (const line of text.split("\n")) {
        if (line.startsWith("data: {") && line.endsWith("}")) {
            JSON.parse(line.slice(6));
        }
    }
}
