/** Run in a process of its own by `setUpProcess.test.ts`: one set-up with the product's own credentials and real time. */
import { applySetUp, planSetUp, type SetUpChoice } from "../../../src/access/setUp.ts";
import { chatProbe } from "../../../src/azure/changes/waitForCall.ts";
import { parseCustomCloud } from "../../../src/azure/cloud.ts";
import { createTokens } from "../../../src/azure/credentials.ts";
import { createStreamChat } from "../../../src/azure/inference/streamChat.ts";

const { choice, customCloud, managementToken } = JSON.parse(process.argv[2]!) as { choice: SetUpChoice; customCloud: unknown; managementToken: string };
const cloud = parseCustomCloud(customCloud);
const getToken = createTokens({ cloud: () => cloud, accountToken: () => Promise.reject(new Error("Nobody is signed in.")) });
const streamChat = createStreamChat({ cloud: () => cloud, getToken, memory: new Map(), apiVersion: () => "", allowHost: async () => false, log: () => undefined });
const credential = { getToken: async () => ({ token: managementToken, expiresOnTimestamp: Date.now() + 3_600_000 }) };
const access = { cloud, credential, log: () => undefined };

// The machine may have been asked for a token before it had this identity: what IMDS said then must not stick.
await getToken({ kind: "systemAssigned", name: "vm-playground" }, cloud.openAiAudiences[0]!).catch(() => undefined);

const outcome = await applySetUp(await planSetUp(choice, { access }), {
    access, getToken, probe: chatProbe(streamChat), signal: AbortSignal.timeout(20_000),
});
console.log(JSON.stringify(outcome.kind === "failed" ? { ...outcome, error: outcome.error.failure } : outcome));
