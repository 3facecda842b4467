import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { trustedFetch } from "../../src/azure/trustedFetch.ts";
import { type Simulator, startSimulator } from "../simulator/index.ts";

describe("fetch that trusts extra authorities", () => {
    const at = { file: process.env["NODE_EXTRA_CA_CERTS"], trusted: getCACertificates("default") };
    let simulator: Simulator;

    before(async () => {
        simulator = await startSimulator();
    });
    after(async () => {
        setDefaultCACertificates(at.trusted);
        process.env["NODE_EXTRA_CA_CERTS"] = at.file ?? "";
        await simulator.close();
    });

    it("refuses an authority that nobody named, and takes it once it is trusted, whatever was asked before", async () => {
        const ask = () => trustedFetch(`${simulator.urls.arm}/metadata/endpoints?api-version=2022-09-01`);
        process.env["NODE_EXTRA_CA_CERTS"] = simulator.caFile;
        await assert.rejects(ask, (error: Error) => (error.cause as NodeJS.ErrnoException).code === "SELF_SIGNED_CERT_IN_CHAIN");
        delete process.env["NODE_EXTRA_CA_CERTS"];
        setDefaultCACertificates([...at.trusted, readFileSync(simulator.caFile, "utf8")]);
        assert.equal((await ask()).status, 200);
    });
});
