import { type PipelineResponse, RestError } from "@azure/core-rest-pipeline";
import { isOwnSuccess, resourceManagerSignature, responderOf } from "../failures/facts/responder.ts";
import { observe } from "../failures/observedError.ts";

/**
 * The answer, where it is a success and Resource Manager's own. The SDK's clients would take a captive portal's page
 * for an empty list, and those of the newer generation lose Azure's own text of a refusal.
 * @throws RestError with the status, code and text of a refusal; without a status where somebody else wrote the
 * answer: what a proxy forbids says nothing about anybody's rights.
 */
export function ownSuccess(response: PipelineResponse): PipelineResponse {
    const { request, status, bodyAsText, headers } = response;
    const seen = observe({ status, headers, body: bodyAsText ?? "" });
    if (status < 300 && isOwnSuccess(seen)) {
        return response;
    }
    const isAzures = status >= 300 && status !== 407 && responderOf(seen, resourceManagerSignature) !== "stranger";
    throw new RestError(isAzures && seen.message ? seen.message : `The answer has status ${status}.`, {
        code: isAzures && seen.code ? seen.code : undefined, statusCode: isAzures ? status : undefined, request, response,
    });
}
