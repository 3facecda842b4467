/** What Microsoft.Compute has beside the machines themselves. */
import type { SimContext } from "../../context.ts";
import type { Route } from "../../http.ts";
import { plainRoutes } from "../plainType.ts";
import { diskType } from "./disks.ts";
import { powerRoutes } from "./machinePower.ts";
import { sizeRoutes } from "./sizeRoutes.ts";

export function computeRoutes(context: SimContext): Route[] {
    return [...sizeRoutes(context), ...powerRoutes(context), ...plainRoutes(context, diskType)];
}
