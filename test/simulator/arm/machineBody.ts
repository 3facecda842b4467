import type { Json, Machine, State } from "../state.ts";
import { timeText } from "./bodies.ts";
import { running } from "./operations.ts";

/** A machine as the provider answers it; `provisioningState` is `Updating` while an operation on it runs. */
export function machineBody(state: State, machine: Machine, expand?: string): Json {
    const { id, name, type, location, tags, identity, vmId, vmSize, properties, createdAt } = machine;
    return {
        name,
        id,
        type,
        location,
        ...(tags && { tags }),
        ...(identity && { identity }),
        properties: {
            hardwareProfile: { vmSize },
            provisioningState: provisioningState(state, machine),
            vmId,
            ...properties,
            timeCreated: timeText(createdAt).replace("Z", "+00:00"),
            ...(expand?.toLowerCase() === "instanceview" && { instanceView: instanceView(machine) }),
        },
        etag: `"${machine.etag}"`,
    };
}

export function provisioningState(state: State, machine: Machine): string {
    return running(state, machine.id) ? "Updating" : "Succeeded";
}

const displayed: Record<Machine["powerState"], string> = {
    running: "VM running",
    deallocated: "VM deallocated",
    stopped: "VM stopped",
    starting: "VM starting",
};

export function instanceView(machine: Machine): Json {
    const time = timeText(machine.changedAt ?? machine.createdAt).replace("Z", "+00:00");
    return {
        computerName: machine.name,
        osName: machine.osType === "Linux" ? "ubuntu" : "Windows Server 2022 Datacenter",
        hyperVGeneration: "V2",
        statuses: [
            { code: "ProvisioningState/succeeded", level: "Info", displayStatus: "Provisioning succeeded", time },
            { code: `PowerState/${machine.powerState}`, level: "Info", displayStatus: displayed[machine.powerState] },
        ],
    };
}
