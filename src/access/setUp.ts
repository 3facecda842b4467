/** "Set up keyless access": planned, checked, carried out, and taken back. */
export type * from "./setUpModel.ts";
export { planSetUp } from "./setUpPlan.ts";
export { missingRights } from "./setUpRights.ts";
export { applySetUp, type SetUpParts } from "./setUpApply.ts";
export { isChange } from "./setUpSteps.ts";
export { applyUndo, undoAll, undoOf } from "./setUpUndo.ts";
