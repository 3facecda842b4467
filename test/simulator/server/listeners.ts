/** The ports of one simulator: the main one, IMDS, the control endpoint, and one per account. */
import { createFaults } from "../faults.ts";
import type { Faults } from "../faults.ts";
import type { Route } from "../http.ts";
import { createRecorder } from "../recorder.ts";
import type { Recorder } from "../recorder.ts";
import { listen } from "./listen.ts";
import type { Listener, Service } from "./listen.ts";
import { key } from "../state.ts";
import type { Account } from "../state.ts";
import type { Tls } from "../tls.ts";

export interface Listeners {
    openMain(port: number, services: Service[]): Promise<void>;
    mainPort(): number;
    /** With TLS, as the main one; returns the port. */
    openTls(services: Service[]): Promise<number>;
    /** Plain HTTP; returns the port. */
    openPlain(services: Service[]): Promise<number>;
    /** Plain HTTP, neither recorded nor hit by faults. */
    openControl(routes: Route[]): Promise<number>;
    openAccount(account: Account, service: Service): Promise<number>;
    closeAccount(account: Account): Promise<void>;
    close(): Promise<void>;
}

export function createListeners(common: { tls: Tls; recorder: Recorder; faults: Faults; log: (error: unknown) => void }): Listeners {
    const { recorder, faults, log } = common;
    const open: Listener[] = [];
    const accounts = new Map<string, Listener>();
    let main: Listener | undefined;
    const keep = (listener: Listener) => {
        open.push(listener);
        return listener;
    };
    return {
        openMain: async (port, services) => {
            main = keep(await listen({ ...common, port, services }));
        },
        mainPort: () => main?.port ?? 0,
        openTls: async (services) => keep(await listen({ ...common, services })).port,
        openPlain: async (services) => keep(await listen({ recorder, faults, log, services })).port,
        openControl: async (routes) => {
            const services: Service[] = [{ name: "control", routes }];
            return keep(await listen({ log, recorder: createRecorder(0), faults: createFaults(), services })).port;
        },
        openAccount: async (account, service) => {
            const listener = await listen({ ...common, services: [service] });
            accounts.set(key(account.id), listener);
            return listener.port;
        },
        closeAccount: async (account) => {
            await accounts.get(key(account.id))?.close();
            accounts.delete(key(account.id));
        },
        close: async () => {
            await Promise.all([...open, ...accounts.values()].map((listener) => listener.close()));
        },
    };
}
