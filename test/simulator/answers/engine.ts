/**
 * Writes answers: the same prompt to the same deployment as the same caller always gets the same text.
 * Words of the prompt choose kinds of Markdown ("a table and some python"); directives set them exactly:
 * `[[rate=50 length=20000 kind=code,table]]`. `[[filter-answer]]` has the content filter cut the answer off.
 */
import { createHash } from "node:crypto";
import { prose } from "./prose.ts";
import { blocks, kindsIn } from "./kinds.ts";
import type { Kind } from "./kinds.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";

export interface AnswerRequest {
    prompt: string;
    deployment: string;
    /** Display name of the principal that calls. */
    caller: string;
    account: string;
    /** Bytes; left out, as long as the answer happens to be. */
    length?: number;
    json?: boolean;
}

export interface Answer {
    text: string;
    /** Tokens a second, where the prompt says so. */
    rate?: number;
    filtered: boolean;
}

export function composeAnswer(request: AnswerRequest): Answer {
    const directives = readDirectives(request.prompt);
    const prompt = request.prompt.replace(/\[\[.*?\]\]/gs, "").trim();
    const random = createRandom(createHash("sha256").update(`${request.deployment}\0${request.prompt}`).digest());
    const kinds = directives.kinds ?? kindsIn(prompt);
    const length = directives.length ?? request.length;
    const text = request.json ? asJson(prompt, request) : write({ ...request, prompt }, kinds, random);
    const filtered = /\[\[filter-answer\]\]/i.test(request.prompt);
    const whole = length === undefined ? text : ofLength(text, length, kinds, random);
    return { text: filtered ? whole.slice(0, Math.ceil(whole.length / 3)) : whole, rate: directives.rate, filtered };
}

interface Directives {
    rate?: number;
    length?: number;
    kinds?: Kind[];
}

function readDirectives(prompt: string): Directives {
    const found: Directives = {};
    for (const [, inner = ""] of prompt.matchAll(/\[\[(.*?)\]\]/gs)) {
        for (const [, name, value = ""] of inner.matchAll(/(\w+)=(\S+)/g)) {
            if (name === "rate" || name === "length") {
                found[name] = Number(value) || 0;
            } else if (name === "kind") {
                found.kinds = value.split(",").filter((kind): kind is Kind => kind in blocks);
            }
        }
    }
    return found;
}

function write(request: AnswerRequest, kinds: Kind[], random: Random): string {
    if (isGreeting(request.prompt)) {
        return `Hello! This is ${request.deployment} on ${request.account}, in the Keyless sandbox. You are calling me as **${request.caller}**. What would you like to try?`;
    }
    const parts = [prose(request.prompt, random, kinds.length === 0 ? 3 : 1)];
    for (const kind of kinds) {
        parts.push(blocks[kind](random));
    }
    parts.push(`*${request.deployment}, called as ${request.caller}.*`);
    return parts.join("\n\n");
}

function isGreeting(prompt: string): boolean {
    return /^(hello|hi|hey|hallo|good (morning|afternoon|evening)|ping)\b[\s,!.]*(there|world|again)?[\s!.?]*$/i.test(prompt);
}

function asJson(prompt: string, request: AnswerRequest): string {
    return JSON.stringify({ answer: `A sandbox answer to: ${prompt.slice(0, 80)}`, deployment: request.deployment, caller: request.caller }, null, 2);
}

/** Repeats or cuts to at most `length` bytes (exactly, for ASCII); an open code fence is closed. */
function ofLength(text: string, length: number, kinds: Kind[], random: Random): string {
    const parts = [text];
    for (let size = Buffer.byteLength(text); size < length; ) {
        const more = kinds.length > 0 ? blocks[random.pick(kinds)](random) : prose("", random, 2);
        parts.push(more);
        size += Buffer.byteLength(more) + 2;
    }
    const cut = cutToBytes(parts.join("\n\n"), length);
    return (cut.match(/^```/gm)?.length ?? 0) % 2 === 1 ? `${cutToBytes(cut, length - 4)}\n\`\`\`` : cut;
}

function cutToBytes(text: string, length: number): string {
    const bytes = Buffer.from(text).subarray(0, Math.max(0, length));
    return new TextDecoder().decode(bytes, { stream: true });
}
