/** Azure Resource Manager: one file a provider, all decided by the state and by roles. Contract: 03-arm.md. */
import type { SimContext } from "../context.ts";
import type { Route } from "../http.ts";
import { accountDetailRoutes } from "./accountDetails.ts";
import { accountSkuRoutes } from "./accountSkus.ts";
import { accountRoutes } from "./accounts.ts";
import { denyAssignmentRoutes } from "./denyAssignments.ts";
import { deploymentRoutes } from "./deployments.ts";
import { federatedCredentialRoutes } from "./federatedCredentials.ts";
import { identityRoutes } from "./identities.ts";
import { computeRoutes } from "./compute/index.ts";
import { lockRoutes } from "./locks.ts";
import { machineRoutes } from "./machines.ts";
import { nameRoutes } from "./nameAvailability.ts";
import { networkRoutes } from "./network/index.ts";
import { metadataRoutes } from "./metadata.ts";
import { operationRoutes } from "./operations.ts";
import { plainRoutes } from "./plainType.ts";
import { providerRoutes } from "./providers.ts";
import { registryType } from "./registries.ts";
import { resourceGraphRoutes } from "./resourceGraph.ts";
import { resourceGroupRoutes } from "./resourceGroups.ts";
import { fallbackRoutes, resourceRoutes } from "./resources.ts";
import { roleAssignmentRoutes } from "./roleAssignments.ts";
import { roleDefinitionRoutes } from "./roleDefinitions.ts";
import { storageType } from "./storageAccounts.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { templateRoutes } from "./templates/routes.ts";

export { type Limits, limitsOf, setLimits } from "./limits.ts";

/** To be mounted last: the final route takes every path, with ARM's own 404. Routes on any scope come before those of resources. */
export function armRoutes(context: SimContext): Route[] {
    const groups = [
        metadataRoutes,
        subscriptionRoutes,
        roleAssignmentRoutes,
        roleDefinitionRoutes,
        denyAssignmentRoutes,
        lockRoutes,
        resourceGroupRoutes,
        resourceRoutes,
        (context: SimContext) => templateRoutes(context, armRoutes),
        providerRoutes,
        identityRoutes,
        federatedCredentialRoutes,
        machineRoutes,
        computeRoutes,
        networkRoutes,
        (context: SimContext) => [storageType, registryType].flatMap((type) => plainRoutes(context, type)),
        nameRoutes,
        accountRoutes,
        accountSkuRoutes,
        deploymentRoutes,
        accountDetailRoutes,
        resourceGraphRoutes,
        operationRoutes,
        fallbackRoutes,
    ];
    return groups.flatMap((routes) => routes(context));
}
