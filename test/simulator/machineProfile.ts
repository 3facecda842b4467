/** What every machine has beside its identity: image, disk, user, network. ARM and IMDS show the same. */
import type { Json, Machine } from "./state.ts";

interface Image {
    publisher: string;
    offer: string;
    sku: string;
    version: string;
    exactVersion: string;
}

const linux: Image = { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest", exactVersion: "24.04.202511010" };
const windows: Image = { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter-azure-edition", version: "latest", exactVersion: "20348.3932.250705" };

/** The profiles of a machine's `properties`; where a scenario says nothing of one, a usual one. */
export function machineProfile(machine: Machine): Record<"storageProfile" | "osProfile" | "networkProfile" | "securityProfile" | "diagnosticsProfile", Json> {
    const usual = {
        storageProfile: usualStorage(machine),
        osProfile: usualOs(machine),
        networkProfile: { networkInterfaces: [] },
        securityProfile: { uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }, securityType: "TrustedLaunch" },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    };
    return { ...usual, ...(machine.properties as Partial<typeof usual>) };
}

/** `vm_OsDisk_1`, in the group of the machine. */
export function osDiskId(machine: Machine): string {
    return `${machine.id.split("/").slice(0, 5).join("/")}/providers/Microsoft.Compute/disks/${machine.name}_OsDisk_1`;
}

function usualStorage(machine: Machine): Json {
    return {
        imageReference: machine.osType === "Linux" ? linux : windows,
        osDisk: {
            osType: machine.osType,
            name: `${machine.name}_OsDisk_1`,
            createOption: "FromImage",
            caching: "ReadWrite",
            managedDisk: { storageAccountType: "Premium_LRS", id: osDiskId(machine) },
            deleteOption: "Delete",
            diskSizeGB: machine.osType === "Linux" ? 30 : 127,
        },
        dataDisks: [],
        diskControllerType: "SCSI",
    };
}

function usualOs(machine: Machine): Json {
    const linuxConfiguration = {
        disablePasswordAuthentication: true,
        ssh: { publicKeys: [] },
        provisionVMAgent: true,
        patchSettings: { patchMode: "ImageDefault", assessmentMode: "ImageDefault" },
    };
    return {
        computerName: machine.name,
        adminUsername: "azureuser",
        ...(machine.osType === "Linux" ? { linuxConfiguration } : { windowsConfiguration: { provisionVMAgent: true, enableAutomaticUpdates: true } }),
        secrets: [],
        allowExtensionOperations: true,
        requireGuestProvisionSignal: true,
    };
}
