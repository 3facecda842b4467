/** What the trees show. Loaded with the first node that is asked for: most windows never open the views. */
export { azureChildren, azureRoots } from "../../resources/azureNodes.ts";
export { connectionRoots } from "../../resources/connectionNodes.ts";
export { attachedRoles, machineChildren, machineRoots } from "../../resources/machineNodes.ts";
export { present } from "../../resources/presentation.ts";
export { copyCommand } from "../../resources/tooltip.ts";
