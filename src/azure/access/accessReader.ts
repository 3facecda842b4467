import type { ArmAccess } from "../arm.ts";
import { parseArmId } from "../armId.ts";
import { dataActions, knownRole } from "../roles/roleCatalog.ts";
import type { Access, AccessQuestion, ActionKind, RoleAssignment, RoleDefinition } from "../roles.ts";
import { coversAction, isAtOrAbove, lastSegment } from "../roles/roleMatching.ts";
import { assignmentsAt, assignmentsFor, assignmentsOf, denialsAt, managementGroupsAbove } from "./assignments.ts";
import { isRefusal } from "./graphRows.ts";
import type { Caller, CallerOptions } from "./callers.ts";
import { createDirectoryNames } from "./directoryNames.ts";
import { createProofs } from "./proofs.ts";
import { createRecentAssignments } from "./recentAssignments.ts";
import { createRoleDefinitions } from "./roleDefinitions.ts";

/** A role that a principal has somewhere. */
export interface HeldRole {
    assignment: RoleAssignment;
    /** The role's name, or its GUID where its definition can't be read. */
    roleName: string;
    definition: RoleDefinition | undefined;
    /** Last name in the scope; the scope itself at the root. */
    scopeName: string;
    /** Whether it lets one call a model; undefined where the definition can't be read. */
    hasInference: boolean | undefined;
}

/** An action to ask about; chat completions unless given. */
export interface Asked {
    action?: string;
    actionKind?: ActionKind;
}

/** Who can do what, as the signed-in principal can see it. All throw RestError where nothing can be read. */
export interface AccessReader {
    /** The roles of a principal in the subscriptions and above them. */
    rolesOf(access: ArmAccess, principalId: string, subscriptionIds: readonly string[], signal?: AbortSignal): Promise<HeldRole[]>;
    /** The roles of several principals with one query, by principal id in small letters. */
    rolesOfEach(access: ArmAccess, principalIds: readonly string[], subscriptionIds: readonly string[], signal?: AbortSignal): Promise<Map<string, HeldRole[]>>;
    /**
     * Everybody with a role at or above the account that has inference data actions, conditional ones too; by name where
     * `options.names` or the directory knows it.
     */
    whoCanCall(access: ArmAccess, accountId: string, options?: CallerOptions, signal?: AbortSignal): Promise<Caller[]>;
    /** The same, without names, and without reading again what `whoCanCall` has read in the last seconds. */
    callersOf(access: ArmAccess, accountId: string): Promise<Caller[]>;
    /** Whether the principal, itself or through groups, may do the action at the scope. */
    canCall(access: ArmAccess, principalId: string, scope: string, asked?: Asked, signal?: AbortSignal): Promise<Access>;
    /** Every role that can be assigned at the scope, custom ones too, by name. */
    assignableRoles(access: ArmAccess, scope: string, signal?: AbortSignal): Promise<RoleDefinition[]>;
    roleDefinition(access: ArmAccess, roleId: string, scope: string): Promise<RoleDefinition | undefined>;
    /** Shows an assignment that was just made, although Resource Graph does not know it yet. */
    remember(assignment: RoleAssignment): void;
    /** Hides an assignment that was just removed. */
    forget(assignmentId: string): void;
    /** A model of the account has just answered the principal: its role there is in force. */
    noteProof(principalId: string, accountId: string): void;
    /** Forgets role definitions, names of the directory and who was read to have a role; what was just changed stays known. */
    clear(): void;
}

export function createAccessReader({ now = Date.now }: { now?(): number } = {}): AccessReader {
    const definitions = createRoleDefinitions();
    const recent = createRecentAssignments(now);
    const proofs = createProofs(now);
    const directory = createDirectoryNames();
    const upToDate = (rows: readonly RoleAssignment[], belongs: (made: RoleAssignment) => boolean) => proofs.mark(recent.applyTo(rows, belongs));
    const read = async (access: ArmAccess, rows: readonly RoleAssignment[], scope: string): Promise<RoleDefinition[]> => {
        const guids = [...new Set(rows.map((row) => lastSegment(row.roleDefinitionId)))];
        return (await Promise.all(guids.map((guid) => definitions.read(access, guid, scope)))).filter((each) => each !== undefined);
    };
    const rolesOf = async (access: ArmAccess, principalIds: readonly string[], subscriptionIds: readonly string[], signal?: AbortSignal) => {
        const isAsked = (made: RoleAssignment) => principalIds.some((id) => same(made.principalId, id));
        const rows = upToDate(await assignmentsOf(access, principalIds, subscriptionIds, signal), isAsked);
        const found = await read(access, rows, `/subscriptions/${subscriptionIds[0] ?? ""}`);
        return rows.map((row) => heldRole(row, found));
    };
    /** What was read last of who has a role at an account. */
    const reads = new Map<string, { access: ArmAccess; at: number; rows: ReturnType<typeof readRows> }>();
    const readAt = (access: ArmAccess, accountId: string, signal?: AbortSignal) => {
        const rows = readRows(access, accountId, signal);
        const key = accountId.toLowerCase();
        reads.set(key, { access, at: now(), rows });
        void rows.catch(() => (reads.get(key)?.rows === rows ? reads.delete(key) : undefined));
        return rows;
    };
    const rowsAt = async (access: ArmAccess, accountId: string, reading: ReturnType<typeof readRows>) => {
        const [[rows, denials], { callers }] = await Promise.all([reading, import("./callers.ts")]);
        const assignments = upToDate(rows, (made) => isAtOrAbove(made.scope, accountId));
        return { callers, question: { scope: accountId, assignments, definitions: await read(access, assignments, accountId), denials, now: new Date(now()) } };
    };
    return {
        rolesOf: (access, principalId, subscriptionIds, signal) => rolesOf(access, [principalId], subscriptionIds, signal),
        async rolesOfEach(access, principalIds, subscriptionIds, signal) {
            const held = principalIds.length === 0 ? [] : await rolesOf(access, principalIds, subscriptionIds, signal);
            return new Map(principalIds.map((id) => [id.toLowerCase(), held.filter(({ assignment }) => same(assignment.principalId, id))]));
        },
        async whoCanCall(access, accountId, options = {}, signal) {
            const { question, callers } = await rowsAt(access, accountId, readAt(access, accountId, signal));
            const found = callers(question, options);
            const nameless = found.filter((caller) => !caller.known && !caller.orphaned).map(({ principalId }) => principalId);
            const names = await directory.read(access, nameless, signal);
            return callers(question, { ...options, names: (id) => options.names?.(id) ?? names.get(id.toLowerCase()) });
        },
        async callersOf(access, accountId) {
            const known = reads.get(accountId.toLowerCase());
            const isFresh = known?.access === access && now() - known.at < freshMs;
            const { question, callers } = await rowsAt(access, accountId, isFresh ? known.rows : readAt(access, accountId));
            return callers(question, {});
        },
        async canCall(access, principalId, scope, { action = dataActions.chatCompletions, actionKind = "data" } = {}, signal) {
            const [held, denyAssignments] = await Promise.all([heldBy(access, principalId, scope, signal), denialsAt(access, scope, signal)]);
            const assignments = upToDate(held.assignments, (made) => same(made.principalId, principalId) && isAtOrAbove(made.scope, scope));
            return judged({
                principalId, groupIds: held.groupIds, action, actionKind, scope, assignments, denyAssignments,
                definitions: await read(access, assignments, scope),
                managementGroupPath: managementGroupsAbove(assignments, scope),
                now: new Date(now()),
            });
        },
        assignableRoles: (access, scope, signal) => definitions.assignable(access, scope, signal),
        roleDefinition: (access, roleId, scope) => definitions.read(access, roleId, scope),
        remember: (assignment) => recent.remember(assignment),
        forget: (assignmentId) => recent.forget(assignmentId),
        noteProof: (principalId, accountId) => proofs.note(principalId, accountId),
        clear: () => {
            definitions.clear();
            directory.clear();
            reads.clear();
        },
    };
}

/** For a list to choose from, what was read so shortly before is true enough: an open account has read it ahead. */
const freshMs = 15_000;

function readRows(access: ArmAccess, accountId: string, signal?: AbortSignal) {
    const { subscriptionId = "" } = parseArmId(accountId) ?? {};
    return Promise.all([assignmentsAt(access, accountId, subscriptionId, signal), denialsAt(access, accountId, signal)]);
}

/**
 * `groupIds` holds the groups that have a role here, not all: whether a deny of another group concerns the principal
 * is asked with no group known, and all rows, which ARM says do count, taken for the principal's own.
 */
async function judged(question: AccessQuestion): Promise<Access> {
    // Loaded when first asked: the reader is made at activation.
    const { effectiveAccess } = await import("../roles.ts");
    const answer = effectiveAccess(question);
    const { principalId } = question;
    const own = question.assignments.map((row) => ({ ...row, principalId }));
    const doubtful = question.groupIds ? effectiveAccess({ ...question, groupIds: undefined, assignments: own }) : answer;
    return doubtful.kind === "unknown" || doubtful.kind === "denied" ? doubtful : answer;
}

/** `assignedTo` asks the directory; where that is refused, whoever is at the scope is read, and groups stay unknown. */
async function heldBy(access: ArmAccess, principalId: string, scope: string, signal?: AbortSignal) {
    try {
        return await assignmentsFor(access, principalId, scope, signal);
    } catch (error) {
        if (!isRefusal(error)) {
            throw error;
        }
        const { subscriptionId = "" } = parseArmId(scope) ?? {};
        return { assignments: await assignmentsAt(access, scope, subscriptionId, signal), groupIds: undefined };
    }
}

function heldRole(assignment: RoleAssignment, definitions: readonly RoleDefinition[]): HeldRole {
    const guid = lastSegment(assignment.roleDefinitionId);
    const definition = definitions.find((each) => lastSegment(each.id) === guid);
    return {
        assignment,
        definition,
        roleName: definition?.roleName ?? knownRole(guid)?.name ?? guid,
        scopeName: parseArmId(assignment.scope)?.name ?? assignment.scope,
        hasInference: definition?.permissions.some((each) =>
            [dataActions.chatCompletions, dataActions.responses].some((action) => coversAction(each, action, "data"))),
    };
}

function same(left: string, right: string): boolean {
    return left.toLowerCase() === right.toLowerCase();
}
