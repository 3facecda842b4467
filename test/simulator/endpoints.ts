/** The addresses that an account's body shows (03-arm, 3.9). */
import type { Account } from "./state.ts";

const openAiApis = [
    "OpenAI Language Model Instance API",
    "OpenAI Dall-E API",
    "OpenAI Sora API",
    "OpenAI Moderations API",
    "OpenAI Whisper API",
    "OpenAI Model Scaleset API",
    "OpenAI Realtime API",
    "Token Service API",
    "Azure OpenAI Legacy API - Latest moniker",
];

/** UNCONFIRMED key names. */
const foundryApis = ["AI Foundry API", "Azure AI Model Inference API"];

/** Sets `endpoint` and `endpoints` to one base URL (with a slash behind it). */
export function setEndpoints(account: Account, base: string): void {
    const names = account.kind === "AIServices" ? [...openAiApis, ...foundryApis] : openAiApis;
    account.properties.endpoint = base;
    account.properties.endpoints = Object.fromEntries(names.map((name) => [name, base]));
}
