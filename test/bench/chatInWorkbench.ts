import type { Frame } from "playwright-core";
import type { RecordedRequest, Simulator } from "../simulator/index.ts";
import type { Workbench } from "../ui/workbench.ts";
import type { StreamTimes } from "./bareFetch.ts";
import { type Client, startClient } from "./client.ts";
import { type Figure, median, percentile } from "./figure.ts";
import { type PageTimes, timeAnswer, timeRoundTrip, watchPage } from "./pageClock.ts";
import type { Stage } from "./stage.ts";

const deployment = "gpt-4o";
const accountName = "ai-services-playground";
const identityName = "uai-playground";
/** The workbench still works for a while after a command. */
const settleMs = 300;
/** Slow enough that the first text comes alone. */
const slowly = "[[rate=100 length=80]] Why is the sky blue?";
const long = "length=20000 kind=headings,numbered,code,table,list";
const atFullRate = `[[${long}]] Explain`;
/** In tokens a second; many times what a deployment gives. */
const fast = 4000;
const atFastRate = `[[rate=${fast} ${long}]] Explain`;

interface Sample {
    page: PageTimes;
    bare: StreamTimes;
}

interface Asking {
    question: string;
    /** Asked before the samples are taken. */
    warmUps: number;
    rounds: number;
    by: "enter" | "button";
}

/** From a question sent in the chat of the real workbench to what is painted, against a bare `fetch` of the same stream. */
export async function measureChat(stage: Stage): Promise<Figure[]> {
    const workbench = await stage.workbench();
    const client = startClient(workbench.sandbox.simulator);
    try {
        liftQuota(workbench.sandbox.simulator);
        const frame = await openChat(workbench);
        await watchPage(frame);
        const trips: number[] = [];
        for (let round = 0; round < 20; round++) {
            trips.push(await timeRoundTrip(frame));
        }
        const run = (question: string, warmUps: number, rounds: number, by: Asking["by"] = "button") =>
            ask({ question, warmUps, rounds, by }, frame, workbench, client);
        return [
            firstDelta("Chat: first delta painted", await run(slowly, 3, 13), { of: "added", atMost: 15 }, "the button Send"),
            firstDelta("Chat: the same by Enter", await run(slowly, 0, 9, "enter"), undefined, "Enter, a key that the workbench, on the same thread, looks up in its own bindings,"),
            roundTrip(trips),
            wholeAnswer("Chat: 20 KB at full rate painted", await run(atFullRate, 2, 7), "as fast as it is read, which no deployment does"),
            wholeAnswer(`Chat: 20 KB at ${fast} tokens/s painted`, await run(atFastRate, 0, 3), `${fast} tokens a second`),
        ];
    } finally {
        await client.stop();
    }
}

/** The bench asks for more tokens a minute than a person reads. */
function liftQuota({ state }: Simulator): void {
    const account = [...state.accounts].find(({ name }) => name === accountName)!;
    account.deployments.find(({ name }) => name === deployment)!.sku.capacity = 1_000_000;
}

/** Makes the connection by the steps of a user; resolves with the frame of the chat's page. */
async function openChat(workbench: Workbench): Promise<Frame> {
    const { page, quickInput } = workbench;
    await workbench.runCommand("Keyless: New Connection…");
    for (const choice of [accountName, deployment, identityName]) {
        await quickInput.pick(choice);
    }
    await workbench.webview().locator("textarea").waitFor();
    for (const frame of page.frames()) {
        if (await frame.locator(".composer textarea").count() > 0) {
            return frame;
        }
    }
    throw new Error("No frame of the workbench has the chat's box.");
}

/** One question again and again, each in a conversation of its own, and the same request by bare `fetch` in turn. */
async function ask({ question, warmUps, rounds, by }: Asking, frame: Frame, workbench: Workbench, client: Client): Promise<Sample[]> {
    const { simulator } = workbench.sandbox;
    const { accessToken: token } = await simulator.token({ principal: identityName, resource: "https://cognitiveservices.azure.com" });
    const samples: Sample[] = [];
    for (let round = -warmUps; round < rounds; round++) {
        await workbench.runCommand("Keyless: New Conversation");
        await frame.locator(".answer").waitFor({ state: "detached" });
        await workbench.page.waitForTimeout(settleMs);
        const page = await timeAnswer(frame, question, by);
        const { host, path, query, body } = lastCall(simulator);
        const url = `https://${host}${path}?${new URLSearchParams(query)}`;
        const bare = await client.run("readStream", { url, token, body, parse: question === atFullRate });
        samples.push({ page, bare });
    }
    return samples.slice(warmUps);
}

function lastCall({ requests }: Simulator): RecordedRequest {
    return requests.findLast(({ service, method }) => service === "openai" && method === "POST")!;
}

function firstDelta(name: string, samples: Sample[], aim: Figure["aim"], by: string): Figure {
    const page = samples.map((sample) => sample.page.firstText);
    const bare = samples.map((sample) => sample.bare.firstText);
    return {
        name, unit: "ms", measured: median(page), samples: { page, bare }, aim,
        baseline: { name: "the first text of the same stream in a Node process, by bare fetch with a kept connection and token", value: median(bare) },
        method: `from ${by} in the real workbench (Chromium, server build, packaged extension) until the frame with the first text is painted, by the page's clock; median of ${samples.length} (25th percentile +${(percentile(page, 0.25) - percentile(bare, 0.25)).toFixed(1)} ms)`,
    };
}

function roundTrip(trips: number[]): Figure {
    return {
        name: "Chat: VS Code's own round trip", unit: "ms", measured: median(trips), samples: { trips },
        method: `part of the figures above: a message of the page to the extension host and the reply, with nothing asked of Azure; median of ${trips.length}`,
    };
}

function wholeAnswer(name: string, samples: Sample[], rate: string): Figure {
    const page = samples.map((sample) => sample.page.end);
    const bare = samples.map((sample) => sample.bare.end);
    const parsed = samples.flatMap((sample) => sample.bare.endParsed ?? []);
    const parsing = parsed.length > 0 ? ` (with each event's JSON parsed: ${median(parsed).toFixed(0)} ms)` : "";
    const size = Math.round((samples[0]?.bare.bytes ?? 0) / 1000);
    return {
        name, unit: "ms", measured: median(page), samples: { page, bare, parsed },
        baseline: { name: `the same ${size} KB of stream read to its end by bare fetch${parsing}`, value: median(bare) },
        aim: { of: "ratio", atMost: 1.15 },
        method: `from the button Send until the finished answer is painted; the local Azure sends ${rate}; median of ${samples.length}`,
    };
}
