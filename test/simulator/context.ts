/** What the services share: the state, where things listen, and who calls. */
import type { SimRequest } from "./http.ts";
import type { Account, State } from "./state.ts";

export interface Claims {
    aud: string;
    iss: string;
    tid: string;
    oid: string;
    sub: string;
    appid: string;
    idtyp: "app" | "user";
    iat: number;
    nbf: number;
    exp: number;
    xms_mirid?: string;
    upn?: string;
    unique_name?: string;
    name?: string;
    [other: string]: unknown;
}

/** `missing`: no `Authorization: Bearer`; `invalid`: garbled or not signed by us; `expired`: `claims` tell when. */
export type Verified =
    | { claims: Claims; failure?: undefined }
    | { failure: "missing" }
    | { failure: "invalid" }
    | { failure: "expired"; claims: Claims };

export interface SimContext {
    state: State;
    /** `https://localhost:PORT` of the main listener (ARM, Entra, portal, regional data plane). */
    origin(): string;
    /** `https://localhost:PORT` of Microsoft Graph. */
    graphOrigin(): string;
    /**
     * Checks the bearer token's signature and time against the simulator's clock, and notes the `oid` for the recorder.
     * Audience, tenant and roles are for the service to judge, each in its own words.
     */
    verify(request: SimRequest): Promise<Verified>;
    /**
     * Opens the account's own port when it has a custom subdomain and none yet, and sets `port`,
     * `properties.endpoint` and `properties.endpoints`; without a subdomain it sets the regional endpoint.
     */
    listen(account: Account): Promise<void>;
    /** Closes the account's port (deleted or purged). */
    unlisten(account: Account): Promise<void>;
}
