import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { signedIn, type SignedIn } from "./signedIn.ts";

describeWith("az", "az: locks", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
        await here.az`group create --name rg-locked --location eastus2`;
        await here.az`identity create --resource-group rg-locked --name uai-locked`;
    });
    after(() => here.close());

    it("keeps what is locked from being deleted, until the lock is gone", async () => {
        const { az, azure } = here;
        const made = await az`lock create --name keep --resource-group rg-locked --lock-type CanNotDelete --notes ${"do not delete"}`;
        assert.deepEqual([made.name, made.level, made.notes], ["keep", "CanNotDelete", "do not delete"]);
        assert.deepEqual(await az`lock list --resource-group rg-locked --query ${"[].name"}`, ["keep"]);
        assert.equal((await az`lock show --name keep --resource-group rg-locked`).level, "CanNotDelete");
        assert.match(await az.fails`identity delete --resource-group rg-locked --name uai-locked`, /ScopeLocked/);
        assert.match(await az.fails`group delete --name rg-locked --yes`, /ScopeLocked/);
        assert.ok((await azure.state()).identities.some(({ name }) => name === "uai-locked"));
        await az`lock delete --name keep --resource-group rg-locked`;
        await az`identity delete --resource-group rg-locked --name uai-locked`;
        assert.ok(!(await azure.state()).identities.some(({ name }) => name === "uai-locked"));
    });

    it("lets nothing be changed where it is read only", async () => {
        const { az } = here;
        await az`lock create --name frozen --resource-group rg-locked --lock-type ReadOnly`;
        assert.match(await az.fails`identity create --resource-group rg-locked --name uai-late`, /ScopeLocked/);
        assert.deepEqual(await az`identity list --resource-group rg-locked`, []);
        await az`lock delete --name frozen --resource-group rg-locked`;
        await az`identity create --resource-group rg-locked --name uai-late`;
    });
});
