/** Plain paragraphs that speak about what was asked. */
import type { Random } from "./random.ts";

const small = new Set(
    "a about an and are as at be by can could do does for from give have how i in is it its me my of on or please show some tell that the them there this to use was what when where which who why will with write would you your".split(" "),
);

const openings = [
    (t: string) => `Let us look at ${t}.`,
    (t: string) => `The short answer about ${t}: it depends on what you want to keep fixed.`,
    (t: string) => `${capital(t)} is easier to see in three steps.`,
    (t: string) => `Here is what is usually meant by ${t}.`,
];

const sentences = [
    (t: string) => `The first thing to settle is the scope: ${t} means one thing for a single call and another for a whole service.`,
    (t: string) => `Most surprises with ${t} come from a default that nobody wrote down.`,
    (t: string) => `A small experiment tells more than a long argument, and ${t} can be tried in a minute.`,
    (t: string) => `Measure it twice, once cold and once warm; with ${t} the two differ more than one expects.`,
    (t: string) => `Where ${t} fails, the reason is in the first line of the answer, not in the last.`,
    (t: string) => `Keep the parts of ${t} that change apart from those that do not.`,
    (t: string) => `Nothing about ${t} needs a secret that is stored somewhere.`,
    (t: string) => `In practice ${t} is decided by who may do what, and where.`,
    (t: string) => `Write down what you expect of ${t} before you run it.`,
    (t: string) => `The simplest version of ${t} that works is a good place to begin.`,
];

/** So many paragraphs of three or four sentences each. */
export function prose(prompt: string, random: Random, paragraphs: number): string {
    const topic = topicOf(prompt);
    const first = topic ? `${random.pick(openings)(topic)} ` : "";
    const texts = Array.from({ length: paragraphs }, () => paragraph(topic || "the matter", random));
    return first + texts.join("\n\n");
}

function paragraph(topic: string, random: Random): string {
    const start = random.int(sentences.length);
    return Array.from({ length: 3 + random.int(2) }, (_, n) => sentences[(start + n * 3) % sentences.length]?.(topic) ?? "").join(" ");
}

/** The words that carry the question, at most five of them. */
function topicOf(prompt: string): string {
    const words = prompt.slice(0, 300).match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu) ?? [];
    return words
        .filter((word) => !small.has(word.toLowerCase()))
        .slice(0, 5)
        .join(" ")
        .replace(/[.’'-]+$/, "");
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
