import assert from "node:assert/strict";
import { cpus, loadavg } from "node:os";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../host/browser.ts";
import { bundle } from "../host/bundle.ts";
import { disguises, type HostileAnswer } from "./hostileAnswers/answers.ts";
import { codeFloods, floods, manyBlocks } from "./hostileAnswers/floods.ts";
import { openStand, type Stand } from "./hostileAnswers/stand.ts";

/** What one task of the page may take, in milliseconds; twice as much where others want the processor too. */
const most = () => (loadavg()[0]! > cpus().length ? 400 : 200);

/** The built page in a real browser, with VS Code's policy for it and without any. */
describe("answers of a hostile model", function () {
    this.timeout(120_000);
    let browser: Browser;

    before(async () => {
        await bundle("--production", "--webview");
        browser = await launchBrowser();
    });
    after(() => browser?.close());

    async function withStand(options: Parameters<typeof openStand>[1], use: (stand: Stand) => Promise<string[]>): Promise<void> {
        const stand = await openStand(browser, options);
        try {
            assert.deepEqual([...await use(stand), ...await stand.escaped()], []);
        } finally {
            await stand.close();
        }
    }

    /** Says so when it takes too long, also when it is done again. */
    async function inTime(stand: Stand, name: string, work: () => Promise<{ longest: number }>): Promise<string[]> {
        if ((await work()).longest < most()) {
            return [];
        }
        const again = await stand.longestOfProcessor(work);
        return again < most() ? [] : [`${name} takes ${again.toFixed(0)} ms`];
    }

    for (const [policy, hasNoPolicy] of [["its policy", false], ["no policy", true]] as const) {
        it(`run, load and change nothing with ${policy}, whole`, () => withStand({ hasNoPolicy, isFast: true }, async (stand) => {
            const wrong: string[] = [];
            for (const answers of chunks([...disguises(), ...floods(500)], 30)) {
                await stand.whole(answers);
                wrong.push(...await stand.judge(answers));
            }
            return wrong;
        }));

        it(`run, load and change nothing with ${policy}, as they stream in`, () => withStand({ hasNoPolicy, isFast: true }, async (stand) => {
            const wrong: string[] = [];
            for (const answer of disguises().filter((_, at) => at % 3 > 0)) {
                await stand.streamed(answer, 6);
                wrong.push(...await stand.judge([answer]));
            }
            return wrong;
        }));
    }

    it("do not hold the page up by many dear blocks", () => withStand({}, async (stand) => {
        const wrong: string[] = [];
        for (const answer of manyBlocks()) {
            wrong.push(...await inTime(stand, `${answer.name}, whole,`, () => stand.whole([answer])));
            wrong.push(...await inTime(stand, `${answer.name}, streamed,`, () => stand.streamed(answer, 3)));
            wrong.push(...await stand.judge([answer]));
        }
        return wrong;
    }));

    it("do not hold the page up, whole or as they stream in", () => withStand({}, async (stand) => {
        const wrong: string[] = [];
        const attempt = async (answer: HostileAnswer, pieces: number) => {
            wrong.push(...await inTime(stand, `${answer.name}, whole,`, () => stand.whole([answer])));
            wrong.push(...await inTime(stand, `${answer.name}, streamed,`, () => stand.streamed(answer, pieces)));
            wrong.push(...await stand.judge([answer]));
        };
        for (const answer of every(4, [...floods(7_000), ...codeFloods(15_000)])) {
            await attempt(answer, 2);
        }
        for (const answer of every(12, [...floods(100_000), ...codeFloods(60_000)])) {
            await attempt(answer, 5);
        }
        return wrong;
    }));
});

/** Some of many, evenly: the whole would take minutes. */
function every<T>(step: number, all: T[]): T[] {
    return all.filter((_, at) => at % step === 0);
}

function chunks<T>(all: T[], size: number): T[][] {
    return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
