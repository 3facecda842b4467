/** "Set up keyless access": planned, checked, carried out, and taken back. */
export type * from "./setUp/model.ts";
export { planSetUp } from "./setUp/plan.ts";
export { missingRights } from "./setUp/rights.ts";
export { applySetUp } from "./setUp/apply.ts";
export type { SetUpParts } from "./setUp/parts.ts";
export { isChange } from "./setUp/steps.ts";
export { applyUndo, lostBy, undoAll, undoneText, undoOf } from "./setUp/undo.ts";
