/** Embeddings: the same text is the same vector, of length one; texts that share words lie near each other. */
import { createHash } from "node:crypto";
import type { SimResponse } from "../http.ts";
import type { Deployment, Json } from "../state.ts";
import { invalid } from "./errors.ts";
import { countTokens } from "./tokenize.ts";

interface Space {
    /** Length of the vectors unless fewer are asked for. */
    size: number;
    /** Fewer can be asked for. */
    shortens: boolean;
}

const spaces: Record<string, Space> = {
    "text-embedding-3-large": { size: 3072, shortens: true },
    "text-embedding-3-small": { size: 1536, shortens: true },
    "text-embedding-ada-002": { size: 1536, shortens: false },
};

const maxTokens = 8192;

/** A token list stands for the text that it was made from; the sandbox embeds its numbers. */
type Input = string | number[];

/** Answers `{ input, dimensions?, encoding_format? }`; throws what the service says to a bad request. */
export function answerEmbeddings(body: Json, deployment: Deployment): SimResponse {
    const { model } = deployment.properties;
    const inputs = readInputs(body.input);
    const size = readDimensions(body.dimensions, model.name);
    const encode = readEncoding(body.encoding_format);
    const prompt_tokens = inputs.map(tokensOf).reduce((sum, count) => sum + count, 0);
    const data = inputs.map((input, index) => ({ object: "embedding", index, embedding: encode(vector(input, size)) }));
    return { status: 200, body: { object: "list", data, model: model.name, usage: { prompt_tokens, total_tokens: prompt_tokens } } };
}

function readInputs(input: unknown): Input[] {
    if (input === undefined || input === null) {
        throw invalid("Missing required parameter: 'input'.", "input", "missing_required_parameter");
    }
    const isTokens = Array.isArray(input) && input.length > 0 && input.every((item) => typeof item === "number");
    const inputs = (Array.isArray(input) && !isTokens ? input : [input]) as Input[];
    const isInput = (item: unknown) => (typeof item === "string" && item !== "") || (Array.isArray(item) && item.every((token) => typeof token === "number"));
    if (inputs.length === 0 || inputs.length > 2048 || !inputs.every(isInput)) {
        throw invalid("'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.", null, null);
    }
    const longest = Math.max(...inputs.map(tokensOf));
    if (longest > maxTokens) {
        throw invalid(`This model's maximum context length is ${maxTokens} tokens, however you requested ${longest} tokens (${longest} in your prompt; 0 for the completion). ` +
            "Please reduce your prompt; or completion length.", null, null);
    }
    return inputs;
}

function readDimensions(asked: unknown, model: string): number {
    const { size, shortens } = spaces[model] ?? { size: 1536, shortens: false };
    if (asked === undefined || asked === null) {
        return size;
    }
    if (!shortens) {
        throw invalid("This model does not support specifying dimensions.", null, null);
    }
    if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 1 || asked > size) {
        throw invalid(`Invalid value for 'dimensions' = ${String(asked)}. Must be less than or equal to ${size}.`, "dimensions", null);
    }
    return asked;
}

/** `base64` is what OpenAI's packages ask for by themselves: the little-endian float32 values. */
function readEncoding(format: unknown): (values: Float32Array) => number[] | string {
    if (format === undefined || format === null || format === "float") {
        return (values) => [...values];
    }
    if (format === "base64") {
        return (values) => Buffer.from(values.buffer).toString("base64");
    }
    throw invalid(`Invalid value: '${String(format)}'. Supported values are: 'float' and 'base64'.`, "encoding_format", "invalid_value");
}

/** The sum of one direction per word, so that texts of the same words are alike; cut to `size` and brought to length one. */
function vector(input: Input, size: number): Float32Array {
    const words = typeof input === "string" ? (input.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [input]) : input.map(String);
    const values = new Float32Array(size);
    for (const word of words) {
        addDirection(values, word);
    }
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
}

function addDirection(values: Float32Array, word: string): void {
    let block = Buffer.alloc(0);
    for (let index = 0; index < values.length; index++) {
        const at = (index * 2) % 32;
        block = at === 0 ? createHash("sha256").update(`${word} ${index}`).digest() : block;
        values[index] = (values[index] ?? 0) + block.readInt16LE(at) / 32_768;
    }
}

function tokensOf(input: Input): number {
    return typeof input === "string" ? countTokens(input) : input.length;
}
