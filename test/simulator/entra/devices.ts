/** Device codes that wait for a person to type them (01-entra-msal, 1.4). */
import { randomBytes, randomUUID } from "node:crypto";
import type { SimRequest, SimResponse } from "../http.ts";
import type { State } from "../state.ts";
import { findUser } from "./directory.ts";
import { entraError, failures } from "./errors.ts";

export interface Devices {
    start(request: SimRequest): SimResponse;
    /** Signs the user in with the code; false: no such code waits, or no such user. */
    approve(userCode: string, upn: string): boolean;
    /** The user who typed the code; throws while there is none. */
    redeem(request: SimRequest, deviceCode: string): string;
}

interface Device {
    userCode: string;
    expiresAt: number;
    upn?: string;
}

const lifeMs = 900_000;

export function createDevices(state: State): Devices {
    const devices = new Map<string, Device>();
    return {
        start: (request) => {
            const device_code = randomUUID();
            const user_code = randomBytes(5).toString("hex").toUpperCase().slice(0, 9);
            devices.set(device_code, { userCode: user_code, expiresAt: state.clock.now() + lifeMs });
            const verification_uri = `${request.origin}/devicelogin`;
            const message = `To sign in, use a web browser to open the page ${verification_uri} and enter the code ${user_code} to authenticate.`;
            return { status: 200, body: { user_code, device_code, verification_uri, expires_in: lifeMs / 1000, interval: 5, message } };
        },
        approve: (userCode, upn) => {
            const device = [...devices.values()].find((d) => d.userCode === userCode.trim().toUpperCase() && !d.upn);
            if (!device || !findUser(state, upn)) {
                return false;
            }
            device.upn = upn;
            return true;
        },
        redeem: (request, deviceCode) => {
            const device = devices.get(deviceCode);
            if (!device) {
                throw entraError(request, failures.deviceUnknown());
            }
            if (device.expiresAt <= state.clock.now()) {
                throw entraError(request, failures.deviceExpired());
            }
            if (!device.upn) {
                throw entraError(request, failures.devicePending());
            }
            return device.upn;
        },
    };
}
