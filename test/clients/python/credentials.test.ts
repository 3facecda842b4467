import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { azIn } from "../az/az.ts";
import { app, group } from "../az/signedIn.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { python, runPython } from "./python.ts";

const uai = { name: "uai-playground", clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", principalId: "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283" };
const system = "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614";
const developer = "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63";
const openAi = "https://cognitiveservices.azure.com";

/** A program that prints the claims of a token of the credential. */
const claimsOf = (credential: string, resource = openAi) => `
import base64, json
from azure.identity import *
token = ${credential}.get_token("${resource}/.default").token
part = token.split(".")[1]
print(json.dumps(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))))
`;

describeWith("python", "Python: azure-identity", function () {
    this.timeout(180_000);

    let azure: IsolatedAzure;
    before(async () => {
        azure = await startIsolatedAzure();
    });
    after(() => azure.close());
    beforeEach(() => azure.clearRequests());

    const resourceId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${uai.name}`;
    const identities: [credential: string, oid: string][] = [
        ["ManagedIdentityCredential()", system],
        [`ManagedIdentityCredential(client_id="${uai.clientId}")`, uai.principalId],
        [`ManagedIdentityCredential(identity_config={"object_id": "${uai.principalId}"})`, uai.principalId],
        [`ManagedIdentityCredential(identity_config={"msi_res_id": "${resourceId}"})`, uai.principalId],
        ["DefaultAzureCredential()", system],
        [`DefaultAzureCredential(managed_identity_client_id="${uai.clientId}")`, uai.principalId],
    ];
    for (const [credential, oid] of identities) {
        it(`is whom ${credential.replace(resourceId, "…")} says`, async () => {
            const claims = await python(azure, { program: claimsOf(credential) });
            assert.deepEqual([claims.oid, claims.aud, claims.idtyp], [oid, openAi, "app"]);
            assert.equal((await azure.requests()).findLast(({ service, status }) => service === "imds" && status === 200)?.oid, oid);
        });
    }

    it("takes AZURE_CLIENT_ID for the identity where nothing else names one", async () => {
        const claims = await python(azure, { program: claimsOf("DefaultAzureCredential()"), env: { AZURE_CLIENT_ID: uai.clientId } });
        assert.equal(claims.oid, uai.principalId);
    });

    it("says that an identity is not attached", async () => {
        const { code, stderr } = await runPython(azure, { program: claimsOf('ManagedIdentityCredential(client_id="07c3a9d5-e24b-4f68-91d0-5b8e6f2a7c34")') });
        assert.equal(code, 1);
        assert.match(stderr, /Identity not found|ManagedIdentityCredential/);
    });

    it("signs in an application from the environment, and says when its secret is wrong", async () => {
        const env = { AZURE_TENANT_ID: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", AZURE_CLIENT_ID: app.appId, AZURE_CLIENT_SECRET: app.secret };
        assert.equal((await python(azure, { program: claimsOf("DefaultAzureCredential()"), env })).appid, app.appId);
        const { stderr } = await runPython(azure, { program: claimsOf("DefaultAzureCredential()"), env: { ...env, AZURE_CLIENT_SECRET: "wrong" } });
        assert.match(stderr, /AADSTS7000215/);
    });

    it("signs in a person by device code", async () => {
        const claims = await python(azure, { program: claimsOf('DeviceCodeCredential(tenant_id="contoso.com")'), approveAs: "dev@contoso.com" });
        assert.deepEqual([claims.oid, claims.aud, claims.idtyp], [developer, openAi, "user"]);
    });

    it("uses whom az has signed in", async () => {
        const az = azIn(azure);
        const program = claimsOf("AzureCliCredential()", "https://management.azure.com");
        const without = await runPython(azure, { program, env: az.env });
        assert.match(without.stderr, /Please run 'az login' to set up an account/);
        await azure.change({ change: "assign", principal: uai.name, role: "Reader", scope: "Playground" });
        await az`login --identity --username ${uai.clientId}`;
        assert.equal((await python(azure, { program, env: az.env })).oid, uai.principalId);
        az.remove();
    });
});
