/** Where an expression stands: its template, what was given to it, the scope that it is deployed at. */
import { type Json, resourceGroupOf, subscriptionIdOf } from "../../state.ts";
import type { ArmCall } from "../call.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Template, TemplateResource } from "./template.ts";

export interface Environment {
    call: ArmCall;
    dispatch: Dispatch;
    /** ARM id of the group, subscription or management group that is deployed to. */
    scope: string;
    deployment: { name: string; location?: string };
    template: Template;
    /** Values of the parameters, by lower-cased name. */
    parameters: Map<string, unknown>;
    /** Variables that were needed so far, by lower-cased name. */
    variables: Map<string, unknown>;
    /** Resources by symbol and by id, once they are expanded. */
    resources: TemplateResource[];
    /** Present loops, the innermost last. */
    loops: { name: string; index: number }[];
    lambda: Map<string, unknown>;
    /** Whether what is there may be read: not while a template is only looked at. One object for all its resources. */
    phase: { running: boolean };
}

export function withLoop(env: Environment, name: string, index: number): Environment {
    return { ...env, loops: [...env.loops, { name, index }] };
}

export function subscriptionOf(env: Environment): string {
    return subscriptionIdOf(env.scope) ?? "";
}

export function groupOf(env: Environment): string {
    return resourceGroupOf(env.scope) ?? "";
}

export function isJson(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
