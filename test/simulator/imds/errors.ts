import { SimError } from "../http.ts";

/** The body of IMDS's errors; its descriptions may change, says Azure's documentation, and must not be parsed. */
export function imdsError(status: number, error: string, description: string): SimError {
    return new SimError({ status, body: { error, error_description: description } });
}
