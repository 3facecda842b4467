/** Device codes that wait for a person to type them (01-entra-msal, 1.4; RFC 8628). */
import { randomBytes, randomUUID } from "node:crypto";
import type { SimRequest, SimResponse } from "../http.ts";
import type { State } from "../state.ts";
import { findUser } from "./directory.ts";
import { entraError, failures } from "./errors.ts";
import type { SignedIn } from "./grants.ts";
import { askedOf, protocolOf } from "./wanted.ts";
import type { Asked } from "./wanted.ts";

export interface Devices {
    start(request: SimRequest): SimResponse;
    /** Signs the user in with the code; false: no such code waits, or no such user. */
    approve(userCode: string, upn: string): boolean;
    /** The person says no; false: no such code waits. */
    decline(userCode: string): boolean;
    /** The user who typed the code and what the code was asked for; once. Throws while there is none. */
    redeem(request: SimRequest, deviceCode: string): SignedIn;
}

interface Device {
    userCode: string;
    clientId: string;
    asked: Asked;
    expiresAt: number;
    upn?: string;
    end?: "declined" | "redeemed";
}

const lifeMs = 900_000;

/** Entra's documentation knows no `slow_down`: a client that polls too fast is told `authorization_pending`. */
export function createDevices(state: State): Devices {
    const devices = new Map<string, Device>();
    const waiting = (userCode: string) =>
        [...devices.values()].find((d) => d.userCode === userCode.trim().toUpperCase() && !d.upn && !d.end && d.expiresAt > state.clock.now());
    return {
        start: (request) => {
            const device_code = randomUUID();
            const device = newDevice(request, state.clock.now() + lifeMs);
            devices.set(device_code, device);
            return { status: 200, body: codesFor(request, device_code, device.userCode) };
        },
        approve: (userCode, upn) => {
            const device = waiting(userCode);
            if (!device || !findUser(state, upn)) {
                return false;
            }
            device.upn = upn;
            return true;
        },
        decline: (userCode) => {
            const device = waiting(userCode);
            if (device) {
                device.end = "declined";
            }
            return device !== undefined;
        },
        redeem: (request, deviceCode) => redeem(request, devices.get(deviceCode), state.clock.now()),
    };
}

function newDevice(request: SimRequest, expiresAt: number): Device {
    const form = request.form();
    const clientId = form.get("client_id");
    const what = protocolOf(request) === "v2" ? "scope" : "resource";
    const missing = clientId ? (form.get(what) ? undefined : what) : "client_id";
    if (!clientId || missing) {
        throw entraError(request, failures.missing(missing ?? "client_id"));
    }
    const userCode = randomBytes(5).toString("hex").toUpperCase().slice(0, 9);
    return { userCode, clientId, asked: askedOf(form), expiresAt };
}

/** At v1 the address has another name, and numbers are strings. */
function codesFor(request: SimRequest, device_code: string, user_code: string): object {
    const address = `${request.origin}/devicelogin`;
    const message = `To sign in, use a web browser to open the page ${address} and enter the code ${user_code} to authenticate.`;
    return protocolOf(request) === "v2"
        ? { user_code, device_code, verification_uri: address, expires_in: lifeMs / 1000, interval: 5, message }
        : { user_code, device_code, verification_url: address, expires_in: String(lifeMs / 1000), interval: "5", message };
}

/** That a code of another application is `invalid_grant` follows RFC 6749, 5.2; Entra's number for it is UNCONFIRMED. */
function redeem(request: SimRequest, device: Device | undefined, now: number): SignedIn {
    if (!device) {
        throw entraError(request, failures.deviceUnknown());
    }
    if (device.clientId !== request.form().get("client_id")) {
        throw entraError(request, failures.badGrant());
    }
    if (device.end) {
        throw entraError(request, device.end === "declined" ? failures.deviceDeclined() : failures.redeemed());
    }
    if (device.expiresAt <= now) {
        throw entraError(request, failures.deviceExpired());
    }
    if (!device.upn) {
        throw entraError(request, failures.devicePending());
    }
    device.end = "redeemed";
    return { upn: device.upn, asked: device.asked };
}
