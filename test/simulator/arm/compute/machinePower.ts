/** Start, power off, restart, deallocate and delete: what they do to a machine's power, and when (07-vm-create, 7.8). */
import { touch } from "../../changes.ts";
import type { SimContext } from "../../context.ts";
import { type Route, type SimResponse, azureError } from "../../http.ts";
import { machineProfile } from "../../machineProfile.ts";
import type { Machine } from "../../state.ts";
import { deleteResource } from "../allResources.ts";
import { type ArmCall, armRoute } from "../call.ts";
import { conflict } from "../errors.ts";
import { beforeChange } from "../graphLag.ts";
import { MACHINES, MACHINE_PATH, findMachine, requireMachine } from "../machines.ts";
import { running } from "../operations.ts";
import { lastingHeaders } from "../plainType.ts";
import { osDiskOf } from "./disks.ts";
import { checkCores } from "./machineCheck.ts";
import { goingWith } from "./machineNetwork.ts";
import { sizeNamed } from "./sizes.ts";

type Power = Machine["powerState"];

const verbs: Record<string, { during: Power; after: Power }> = {
    start: { during: "starting", after: "running" },
    powerOff: { during: "stopping", after: "stopped" },
    deallocate: { during: "deallocating", after: "deallocated" },
    restart: { during: "starting", after: "running" },
};

export function powerRoutes(context: SimContext): Route[] {
    return [
        ...Object.keys(verbs).map((verb) => armRoute(context, "POST", `${MACHINE_PATH}/${verb}`, { action: `${MACHINES}/${verb}/action`, scope: machineId }, (call) => power(call, verb))),
        armRoute(context, "DELETE", MACHINE_PATH, { action: `${MACHINES}/delete` }, remove),
    ];
}

function machineId({ subscription = "", group = "", name = "" }: Record<string, string>): string {
    return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${MACHINES}/${name}`;
}

function power(call: ArmCall, verb: string): SimResponse {
    const machine = requireMachine(call);
    const { during, after } = verbs[verb] ?? { during: "starting", after: "running" };
    if (running(call.state, machine.id)) {
        throw conflict();
    }
    refuseFromHere(call, machine, verb);
    const finish = (): void => {
        beforeChange(call.state, machine);
        machine.powerState = after;
        touch(call.state, machine);
    };
    if (machine.powerState !== after || verb === "restart") {
        beforeChange(call.state, machine);
        machine.powerState = during;
        touch(call.state, machine);
    }
    return { status: 202, headers: lastingHeaders(call, MACHINES, machine, finish) };
}

/** A deallocated machine has no host: it can be started, with cores of the quota, but not restarted (UNCONFIRMED wording). */
function refuseFromHere(call: ArmCall, machine: Machine, verb: string): void {
    const size = sizeNamed(machine.vmSize);
    if (verb === "start" && machine.powerState === "deallocated" && size) {
        checkCores(call.state, call.subscription?.id ?? "", machine.location, size, machine);
    }
    if (verb === "restart" && ["deallocated", "stopped"].includes(machine.powerState)) {
        throw azureError(409, "OperationNotAllowed", `Operation 'restart' is not allowed on VM '${machine.name}' since the VM is ${machine.powerState}.`);
    }
}

/** What does not say `Delete` stays: disk, interface and address, as their `deleteOption` tells. */
function remove(call: ArmCall): SimResponse {
    const { state } = call;
    const machine = findMachine(call);
    if (!machine) {
        return { status: 204 };
    }
    const { osDisk } = machineProfile(machine).storageProfile as { osDisk?: { deleteOption?: string } };
    const disk = osDisk?.deleteOption === "Delete" ? osDiskOf(machine) : undefined;
    const finish = (): void => {
        const going = [...goingWith(call, machine), ...(disk ? [disk] : [])];
        deleteResource(state, machine);
        going.flatMap((id) => state.resources.get(id) ?? []).forEach((resource) => deleteResource(state, resource));
    };
    return { status: 202, headers: lastingHeaders(call, MACHINES, machine, finish, "deleteMachine") };
}
