import { armFailure } from "./armErrors.ts";
import { AccessError, type Failure } from "../errors.ts";

/** The failure that an error of the management plane stands for; one that was typed at the edge keeps its words. */
export function explain(error: unknown, context: { what: string; who?: string }): Failure {
    return error instanceof AccessError ? error.failure : armFailure({ ...context, error });
}
