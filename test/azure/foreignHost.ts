import { createServer, type Server } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createTls } from "../simulator/tls.ts";

/** A host that is nobody's cloud: https on loopback, its certificate trusted, every connection counted. */
export interface ForeignHost {
    /** `https://localhost:PORT` */
    origin: string;
    /** What it was sent, in order. */
    requests: { url: string; headers: IncomingHttpHeaders }[];
    close(): Promise<void>;
}

/** Answers everything with an empty list that counts as a finished operation, too. */
export async function startForeignHost(): Promise<ForeignHost> {
    const tls = await createTls();
    const trusted = getCACertificates("default");
    setDefaultCACertificates([...trusted, tls.ca]);
    const requests: ForeignHost["requests"] = [];
    const server: Server = createServer(tls, ({ url = "", headers }, response) => {
        requests.push({ url, headers });
        response.setHeader("content-type", "application/json").end(JSON.stringify({ value: [], status: "Succeeded" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        origin: `https://localhost:${(server.address() as AddressInfo).port}`,
        requests,
        async close() {
            setDefaultCACertificates(trusted);
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
            await tls.remove();
        },
    };
}
