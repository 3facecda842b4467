import { connectionTo, chatWith, textOf, tokenFor } from "./inferenceServer.ts";

/** Run in a process of its own by `inferenceEnvironment.test.ts`: one chat with the endpoint that is its argument. */
const endpoint = process.argv[2]!;
const chat = chatWith(endpoint, { getToken: async (_identity, audience) => tokenFor(audience) }, { connection: connectionTo(endpoint) });
await chat.run().catch((error: Error) => console.log(error.message));
console.log(JSON.stringify(textOf(chat.events)));
