import tls from "node:tls";

/**
 * The global `fetch` (looked up at each call: VS Code replaces it to honour the user's proxy and the system's
 * certificates), made to trust the authorities of `NODE_EXTRA_CA_CERTS` as well. VS Code's replacement names the
 * authorities itself, Node's and the system's, and so loses these; it takes them from a dispatcher that is passed
 * along (`getAgentOptions` of `@vscode/proxy-agent`).
 */
export const trustedFetch: typeof globalThis.fetch = (input, init) => {
    const file = process.env["NODE_EXTRA_CA_CERTS"] ?? "";
    if (file !== known?.file) {
        known = { file, dispatcher: file === "" ? undefined : createDispatcher() };
    }
    return globalThis.fetch(input, known.dispatcher ? { ...init, dispatcher: known.dispatcher } as RequestInit : init);
};

let known: { file: string; dispatcher: object | undefined } | undefined;

/** An agent of the class that Node's own `fetch` uses: Node has it, but exports it under this symbol only. */
function createDispatcher(): object | undefined {
    // Reading the global loads undici, and this sets the symbol.
    void globalThis.Headers;
    const shared = (globalThis as Record<symbol, unknown>)[Symbol.for("undici.globalDispatcher.1")] as object | undefined;
    if (!shared) {
        return undefined;
    }
    const Agent = shared.constructor as new (options: object) => object;
    return new Agent({ connect: { ca: [...tls.getCACertificates("default"), ...tls.getCACertificates("system")] } });
}
