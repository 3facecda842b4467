/** The functions of the template language: which there are, which are served here, and those whose arguments wait. */
import { notInSandbox } from "../refusals.ts";
import { dataFunctions } from "./dataFunctions.ts";
import { type Environment, isJson } from "./environment.ts";
import { TemplateError } from "./errors.ts";
import { findMember } from "./evaluate.ts";
import { lambdaFunctions } from "./lambdaFunctions.ts";
import type { Expression } from "./parse.ts";
import { deploymentFunctions } from "./deploymentFunctions.ts";
import { listFunction, resourceFunctions } from "./resourceFunctions.ts";
import { textFunctions } from "./textFunctions.ts";

export type TemplateFunction = (args: unknown[], env: Environment) => unknown;
type Evaluator = (tree: Expression, env: Environment) => Promise<unknown>;
type LazyFunction = (args: Expression[], env: Environment, run: Evaluator) => Promise<unknown>;

const functions = new Map<string, TemplateFunction>(
    Object.entries({ ...textFunctions, ...dataFunctions, ...lambdaFunctions, ...resourceFunctions, ...deploymentFunctions }).map(([name, made]) => [name.toLowerCase(), made]),
);

/** Azure's, that are not served here. */
const elsewhere = [
    "cidrHost", "cidrSubnet", "parseCidr", "dateTimeFromEpoch", "dateTimeToEpoch", "dateTimeAdd", "environment", "newGuid", "pickZones", "toLogicalZone", "toLogicalZones",
    "toPhysicalZone", "toPhysicalZones", "providers", "references", "managementGroup", "deployer", "externalInput", "buildUri", "dataUri", "dataUriToString", "fail",
].map((name) => name.toLowerCase());

/** Those that do not look at all of their arguments. */
const lazy: Record<string, LazyFunction> = {
    if: async ([condition, yes, no], env, run) => ((await truth(condition, env, run)) ? await one(yes, env, run) : await one(no, env, run)),
    and: async (args, env, run) => {
        for (const each of args) {
            if (!(await truth(each, env, run))) {
                return false;
            }
        }
        return true;
    },
    or: async (args, env, run) => {
        for (const each of args) {
            if (await truth(each, env, run)) {
                return true;
            }
        }
        return false;
    },
    coalesce: async (args, env, run) => {
        for (const each of args) {
            const value = await run(each, env);
            if (value !== null && value !== undefined) {
                return value;
            }
        }
        return null;
    },
    tryget: tryGet,
    lambda: (args, env, run) => Promise.resolve(lambdaOf(args, env, run)),
};

/** Throws `TemplateError` for a function there is none of, 501 for one of Azure's that the sandbox lacks. */
export async function callFunction(name: string, args: Expression[], env: Environment, run: Evaluator): Promise<unknown> {
    const wanted = name.toLowerCase();
    const waiting = lazy[wanted];
    if (waiting) {
        return await waiting(args, env, run);
    }
    const made = functions.get(wanted) ?? (/^list./.test(wanted) ? listFunction(name) : undefined);
    if (!made) {
        throw elsewhere.includes(wanted) || name.includes(".") ? notInSandbox(`The template function '${name}'`) : new TemplateError(`The template function '${name}' is not valid. Please see https://aka.ms/arm-functions for usage details.`);
    }
    return await made(await Promise.all(args.map((each) => run(each, env))), env);
}

/** Reading on in what may not be there: `null` from the first absent member on. */
async function tryGet(args: Expression[], env: Environment, run: Evaluator): Promise<unknown> {
    const [value, ...path] = await Promise.all(args.map((each) => run(each, env)));
    let found: unknown = value;
    for (const name of path) {
        if (found !== null && found !== undefined && !isJson(found) && !Array.isArray(found)) {
            throw new TemplateError(`The template function 'tryGet' expects an object or an array, not '${typeof found}'.`);
        }
        found = findMember(found, name).value ?? null;
    }
    return found ?? null;
}

async function truth(tree: Expression | undefined, env: Environment, run: Evaluator): Promise<boolean> {
    const value = await one(tree, env, run);
    if (typeof value !== "boolean") {
        throw new TemplateError(`The template language function expects a boolean, not '${JSON.stringify(value)}'.`);
    }
    return value;
}

async function one(tree: Expression | undefined, env: Environment, run: Evaluator): Promise<unknown> {
    if (!tree) {
        throw new TemplateError("Unable to evaluate template language function: the number of arguments is not valid.");
    }
    return await run(tree, env);
}

/** `lambda('a', 'b', body)`: its last argument is evaluated with what it is called with. */
function lambdaOf(args: Expression[], env: Environment, run: Evaluator): (...values: unknown[]) => Promise<unknown> {
    const names = args.slice(0, -1).map((name) => String(name.kind === "literal" ? name.value : ""));
    const body = args.at(-1);
    return async (...values) => {
        const lambda = new Map(env.lambda);
        names.forEach((name, index) => lambda.set(name, values[index]));
        return await one(body, { ...env, lambda }, run);
    };
}
