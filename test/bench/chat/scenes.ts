import type { AnswerView, Chips, QuestionView, ToWebview, TurnView } from "../../../src/chat/protocol.ts";

/** Messages that bring the page into a state worth looking at. */
export type Scene = { messages: ToWebview[] };

const speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };
const chips: Chips = {
    ...speaker,
    connection: "gpt-4o as uai-playground",
    endpoint: "https://ai-services-playground.openai.azure.com/",
    principalId: "7c1e5f0a-3f6d-4c0e-9f53-0b1d2a3c4e5f",
    tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    tokenExpiresOn: Date.UTC(2026, 10, 20, 14, 5),
};

const prose = `Rayleigh scattering: the molecules of the air scatter **short wavelengths** far more than long ones, by λ⁻⁴.

1. Sunlight enters the atmosphere with all colours.
2. Blue is scattered about 5.5 times as much as red.
   - At noon the path is short.
   - At sunset it is long, and what is left is red.

> Violet is scattered even more, but the eye is less sensitive to it.

See [the Wikipedia article](https://en.wikipedia.org/wiki/Rayleigh_scattering) and https://learn.microsoft.com/azure/.`;

const code = `Use \`DefaultAzureCredential\` with the client id of the identity:

\`\`\`python
import os
from azure.identity import ManagedIdentityCredential, get_bearer_token_provider
from openai import AzureOpenAI

class Chat:
    """Asks a deployment without a key."""
    def __init__(self, endpoint: str, retries: int = 3) -> None:
        credential = ManagedIdentityCredential(client_id=os.environ["CLIENT_ID"])
        self.retries = retries  # none of them hidden
        self.client = AzureOpenAI(azure_endpoint=endpoint, azure_ad_token_provider=get_bearer_token_provider(credential, "https://cognitiveservices.azure.com/.default"))
\`\`\`

Then in a shell:

\`\`\`bash
az identity create --name uai-playground --resource-group rg-playground --location eastus2
\`\`\`

- In a list too:
  \`\`\`json
  { "role": "Cognitive Services OpenAI User", "inForce": true, "after": 300 }
  \`\`\``;

const table = `| Role | Data actions | Enough for chat |
|---|---|:-:|
| Cognitive Services OpenAI User | \`OpenAI/deployments/chat/completions/action\` | yes |
| Cognitive Services Contributor | none | no |
| Reader | none | no |

### A heading

![a tracking pixel](https://evil.example/pixel.png?q=secret) and <img src="https://evil.example/p.gif" alt="raw"> are only words here.

AVeryLongWordWithoutAnyPlaceToBreakItWhichGoesOnAndOnAndOnAndOnUntilTheEndOfTheLineAndBeyondIt https://ai-services-playground.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21`;

const failure = {
    summary: "uai-no-role may not call gpt-4o",
    cause: "The role Cognitive Services OpenAI User is missing on ai-services-playground.",
    remedy: "Assign the role, or call as an identity that has it.",
    actions: [{ kind: "assignRole", label: "Assign role…" }, { kind: "chooseIdentity", label: "Other identity" }, { kind: "diagnose", label: "Diagnose" }],
    evidence: [{ name: "Status", value: "401" }, { name: "Code", value: "PermissionDenied" }, { name: "Request id", value: "9b1c77aa-40ef-4c0e-9f53-0b1d2a3c4e5f" }],
};

function turns(question: string, answer: Partial<AnswerView>): TurnView[] {
    const asked: QuestionView = { kind: "question", id: "t1", text: question, shown: "t2" };
    return [asked, { kind: "answer", id: "t2", question: "t1", speaker, text: "", state: "done", elapsedMs: 3_210, usage: { prompt: 18, completion: 612, total: 630 }, ...answer }];
}

function snapshot(turns: TurnView[], of: Chips | undefined = chips): ToWebview {
    return { kind: "snapshot", version: 1, turns, draft: "", chips: of };
}

const streaming = { state: "streaming", usage: undefined, elapsedMs: undefined } as const;

export const scenes: Record<string, Scene> = {
    empty: { messages: [snapshot([])] },
    noConnection: { messages: [{ kind: "snapshot", version: 1, turns: [], draft: "" }] },
    waiting: { messages: [snapshot(turns("Why is the sky blue?", { ...streaming, progress: { kind: "waiting", for: "token", elapsedMs: 3_400 } }))] },
    streaming: { messages: [snapshot(turns("Why is the sky blue?", { ...streaming, text: prose.slice(0, 330) }))] },
    prose: { messages: [snapshot(turns("Why is the sky blue?", { text: prose }))] },
    code: { messages: [snapshot(turns("How do I call gpt-4o from Python with a managed identity, and without any key?", { text: code }))] },
    table: { messages: [snapshot(turns("Which role is enough?", { text: table }))] },
    error: { messages: [snapshot(turns("Why is the sky blue?", { state: "failed", usage: undefined, failure, speaker: { ...speaker, identity: "uai-no-role" } }))] },
    retry: { messages: [snapshot(turns("Why is the sky blue?", { ...streaming, progress: { kind: "retrying", reason: "Rate limit of gpt-4o", remainingMs: 12_000 } }))] },
    stopped: { messages: [snapshot([...turns("Why is the sky blue?", { text: prose.slice(0, 200), state: "stopped", usage: undefined }), ...again(turns("And at night?", { text: "Dark." }))])] },
    several: {
        messages: [snapshot([...turns("Hello", { text: "Hello! How can I help?" }), { kind: "answer", id: "t3", question: "t1", speaker: { ...speaker, identity: "dev@contoso.com" }, text: "Hi.", state: "cut" }])],
    },
};

function again(turns: TurnView[]): TurnView[] {
    return turns.map((turn) => (turn.kind === "question" ? { ...turn, id: "t11", shown: "t12" } : { ...turn, id: "t12", question: "t11" }));
}
