import { existsSync } from "node:fs";

/** Which of Azure's endpoints for managed identities serves this machine. */
export type ManagedIdentitySource = "serviceFabric" | "appService" | "machineLearning" | "cloudShell" | "azureArc" | "imds";

const arcAgents = ["/opt/azcmagent/bin/himds", `${process.env["ProgramFiles"] ?? "C:\\Program Files"}\\AzureConnectedMachineAgent\\himds.exe`];

/** The choice of the SDK, which is by the variables that are set, in its order (02-managed-identity.md, 2.1). */
export function managedIdentitySource(environment: NodeJS.ProcessEnv = process.env, hasArcAgent = () => arcAgents.some((file) => existsSync(file))): ManagedIdentitySource {
    const has = (...names: string[]) => names.every((name) => environment[name]);
    if (has("IDENTITY_ENDPOINT", "IDENTITY_HEADER")) {
        return has("IDENTITY_SERVER_THUMBPRINT") ? "serviceFabric" : "appService";
    }
    if (has("MSI_ENDPOINT")) {
        return has("MSI_SECRET") ? "machineLearning" : "cloudShell";
    }
    return has("IDENTITY_ENDPOINT", "IMDS_ENDPOINT") || hasArcAgent() ? "azureArc" : "imds";
}
