import type { Connection } from "../azure/connection.ts";
import type { FailureAction } from "../azure/errors.ts";
import { codeBlocks } from "./codeBlocks.ts";
import type { FromWebview, ToWebview } from "./protocol.ts";
import type { ChatSession } from "./session.ts";

/** What only the rim can do for the page. */
export interface Surroundings {
    /** Lets the user choose; resolves to true when something was chosen. */
    chooseIdentity(): Promise<boolean>;
    chooseDeployment(): Promise<boolean>;
    /** Does what a failure's button says; resolves to true when the question is worth asking again at once. */
    runAction(action: FailureAction, connection: Connection): Promise<boolean>;
    openLink(url: string): Promise<void>;
    copy(text: string): Promise<void>;
    insert(text: string): Promise<void>;
}

type Handlers = { [K in FromWebview["kind"]]: (message: Extract<FromWebview, { kind: K }>) => void | Promise<void> };

/** One handler for each kind of message of one page; `post` reaches that page. */
export function requestHandlers(session: ChatSession, rim: Surroundings, post: (message: ToWebview) => void): Handlers {
    return {
        ready: () => session.attach(post),
        ack: ({ turn, seq }) => session.acknowledge(turn, seq),
        send: ({ text }) => session.send(text),
        editLast: ({ turn, text }) => session.editLast(turn, text),
        stop: () => session.stop(),
        retry: ({ turn }) => session.retry(turn),
        showAnswer: ({ turn }) => session.showAnswer(turn),
        chooseIdentity: ({ turn }) => retryAfter(session, rim.chooseIdentity(), turn),
        chooseDeployment: () => retryAfter(session, rim.chooseDeployment()),
        failureAction: ({ turn, index, action }) => runFailureAction(session, rim, turn, index, action),
        openLink: ({ url }) => rim.openLink(url),
        copyAnswer: ({ turn }) => copyAnswer(session, rim, post, turn),
        copyCode: ({ turn, block }) => copyCode(session, rim, post, turn, block),
        insertCode: ({ turn, block }) => insertCode(session, rim, turn, block),
        setDraft: ({ text }) => session.setDraft(text),
    };
}

/** Runs the handler of a message that has been parsed. */
export async function dispatch(handlers: Handlers, message: FromWebview): Promise<void> {
    const handle = handlers[message.kind] as (message: FromWebview) => void | Promise<void>;
    await handle(message);
}

async function retryAfter(session: ChatSession, chosen: Promise<boolean>, turn?: string): Promise<void> {
    if (await chosen && turn !== undefined) {
        session.retry(turn);
    }
}

async function runFailureAction(session: ChatSession, rim: Surroundings, turn: string, index: number, kind: string): Promise<void> {
    const answer = session.answer(turn);
    const action = answer?.failure?.actions[index];
    if (answer === undefined || action?.kind !== kind) {
        return;
    }
    switch (action.kind) {
        case "retry":
            return session.retry(turn);
        case "chooseIdentity":
            return retryAfter(session, rim.chooseIdentity(), turn);
        case "chooseDeployment":
            return retryAfter(session, rim.chooseDeployment(), turn);
        default:
            return retryAfter(session, rim.runAction(action, answer.connection), turn);
    }
}

async function copyAnswer(session: ChatSession, rim: Surroundings, post: (message: ToWebview) => void, turn: string): Promise<void> {
    const answer = session.answer(turn);
    if (answer !== undefined) {
        await rim.copy(answer.text);
        post({ kind: "copied", turn });
    }
}

async function copyCode(session: ChatSession, rim: Surroundings, post: (message: ToWebview) => void, turn: string, block: number): Promise<void> {
    const code = await codeText(session, turn, block);
    if (code !== undefined) {
        await rim.copy(code);
        post({ kind: "copied", turn, block });
    }
}

async function insertCode(session: ChatSession, rim: Surroundings, turn: string, block: number): Promise<void> {
    const code = await codeText(session, turn, block);
    if (code !== undefined) {
        await rim.insert(code);
    }
}

async function codeText(session: ChatSession, turn: string, block: number): Promise<string | undefined> {
    return (await codeBlocks(session.answer(turn)?.text ?? ""))[block]?.text;
}
