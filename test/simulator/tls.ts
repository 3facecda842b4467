/** A certificate authority of the simulator's own, and the certificate of its loopback listeners. */
import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCertificate } from "./certificate.ts";
import { createTemporaryFolder } from "./temporaryFolder.ts";

export interface Tls {
    key: string;
    cert: string;
    ca: string;
    /** PEM file of the authority, for `NODE_EXTRA_CA_CERTS`. */
    caFile: string;
    /** Removes the file and its folder. */
    remove(): Promise<void>;
}

const authorityName = "Keyless Sandbox CA";

/** `hostNames`: what the certificate names beside localhost. */
export async function createTls(hostNames: string[] = []): Promise<Tls> {
    const pair = certificates(hostNames);
    const folder = await createTemporaryFolder("keyless-sandbox-");
    const caFile = join(folder.path, "ca.pem");
    await writeFile(caFile, pair.ca);
    return { ...pair, caFile, remove: folder.remove };
}

function certificates(hostNames: string[]): { key: string; cert: string; ca: string } {
    const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const common = {
        issuer: authorityName,
        issuerPublicKey: authority.publicKey,
        issuerPrivateKey: authority.privateKey,
        notAfter: new Date(Date.now() + 365 * 86_400_000),
    };
    const names = { dns: ["localhost", "*.localhost", ...hostNames], ip: ["127.0.0.1", "::1"] };
    return {
        ca: createCertificate({ ...common, subject: authorityName, publicKey: authority.publicKey }),
        cert: createCertificate({ ...common, subject: "localhost", publicKey: server.publicKey, names }),
        key: server.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
}
