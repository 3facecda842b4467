/** The resource types of which the routes and the bodies are told by a `PlainType`. */
import type { Json, PlainResource, State } from "../state.ts";
import { plainBody } from "./bodies.ts";
import { diskType } from "./compute/disks.ts";
import { networkTypes } from "./network/index.ts";
import type { PlainType } from "./plainType.ts";
import { registryType } from "./registries.ts";
import { storageType } from "./storageAccounts.ts";

export const plainTypes: PlainType[] = [...networkTypes, diskType, storageType, registryType];

const byName = new Map(plainTypes.map((one) => [one.type.toLowerCase(), one]));

/** As its own provider answers; resources of other types as they were seeded. */
export function plainTypeBody(state: State, resource: PlainResource): Json {
    return (byName.get(resource.type.toLowerCase())?.body ?? ((_: State, plain: PlainResource) => plainBody(plain)))(state, resource);
}
