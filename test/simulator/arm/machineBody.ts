import type { Json, Machine, State } from "../state.ts";
import { machineProfile } from "../machineProfile.ts";
import { timeText } from "./bodies.ts";
import { running } from "./operations.ts";

/** A machine as the provider answers it; `provisioningState` is `Updating` while an operation on it runs. */
export function machineBody(state: State, machine: Machine, expand?: string): Json {
    const { id, name, type, location, tags, identity, zones, vmId, vmSize, properties, createdAt } = machine;
    return {
        name,
        id,
        type,
        location,
        ...(tags && { tags }),
        ...(zones && { zones }),
        ...(identity && { identity }),
        properties: {
            hardwareProfile: { vmSize },
            provisioningState: provisioningState(state, machine),
            vmId,
            ...machineProfile(machine),
            ...properties,
            timeCreated: timeText(createdAt).replace("Z", "+00:00"),
            ...(expand?.toLowerCase() === "instanceview" && { instanceView: instanceView(machine) }),
        },
        etag: `"${machine.etag}"`,
    };
}

export function provisioningState(state: State, machine: Machine): string {
    const kind = running(state, machine.id)?.kind;
    return kind === undefined ? "Succeeded" : ((({ createMachine: "Creating", deleteMachine: "Deleting" }) as Record<string, string>)[kind] ?? "Updating");
}

const displayed: Record<Machine["powerState"], string> = {
    running: "VM running",
    deallocated: "VM deallocated",
    stopped: "VM stopped",
    starting: "VM starting",
    stopping: "VM stopping",
    deallocating: "VM deallocating",
};

export function instanceView(machine: Machine): Json {
    const time = timeText(machine.changedAt ?? machine.createdAt).replace("Z", "+00:00");
    const { osProfile, storageProfile } = machineProfile(machine);
    const { osDisk } = storageProfile as { osDisk?: { name?: string } };
    const running = machine.powerState === "running";
    const succeeded = { code: "ProvisioningState/succeeded", level: "Info", displayStatus: "Provisioning succeeded", time };
    return {
        ...(running && { computerName: osProfile["computerName"], ...operatingSystem(machine), vmAgent: agent(time) }),
        hyperVGeneration: "V2",
        disks: [{ name: osDisk?.name, statuses: [succeeded] }],
        bootDiagnostics: {},
        statuses: [
            succeeded,
            { code: `PowerState/${machine.powerState}`, level: "Info", displayStatus: displayed[machine.powerState] },
        ],
    };
}

function operatingSystem(machine: Machine): Json {
    return machine.osType === "Linux" ? { osName: "ubuntu", osVersion: "24.04" } : { osName: "Windows Server 2022 Datacenter Azure Edition", osVersion: "10.0.20348.3932" };
}

/** Only a running machine has an agent that speaks. */
function agent(time: string): Json {
    const message = "GuestAgent is running and accepting new configurations.";
    return { vmAgentVersion: "2.15.0.1", statuses: [{ code: "ProvisioningState/succeeded", level: "Info", displayStatus: "Ready", message, time }], extensionHandlers: [] };
}
