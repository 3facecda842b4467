import type { ArmAccess } from "../../azure/arm.ts";
import { dataActions, knownRole, roleWarning, type RecommendedRole } from "../../azure/roles/roleCatalog.ts";
import { lastSegment } from "../../azure/roles/roleMatching.ts";
import type { RoleDefinition } from "../../azure/roles.ts";
import type { AccessParts } from "../accessParts.ts";
import { again, type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, back, type Choice, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";
import { confirm } from "../messages.ts";

export interface RoleChoice {
    /** GUID. */
    id: string;
    name: string;
}

export interface RoleQuestion<Extra> extends Question {
    /** Best first; each with why. */
    recommended: readonly RecommendedRole[];
    /** Choices before the roles. */
    first?: Promise<ChoiceGroup<Extra>>;
    access: ArmAccess;
    /** Where the role will be assigned. */
    scope: string;
    /** The role is meant for calling models: others are warned of. */
    forModels: boolean;
}

/** Asks for a role: the recommended ones with their reasons, then any other that can be assigned at the scope. */
export async function chooseRole<Extra = never>(question: RoleQuestion<Extra>, parts: AccessParts): Promise<Answer<RoleChoice | Extra>> {
    const { title, placeholder, step, steps, recommended, first } = question;
    for (;;) {
        const picked = await pickOne<RoleChoice | Extra | "all">({ title, placeholder, step, steps }, [
            ...(first ? [first] : []),
            { title: recommended.length > 0 ? "Recommended" : undefined, choices: recommended.map(recommendation) },
            { choices: [{ label: "All roles…", icon: "list-unordered", description: "custom ones too, with their data actions", value: "all" }] },
        ]);
        if (picked !== "all") {
            return picked;
        }
        const role = await chooseAnyRole({ ...question, hasBack: true }, parts);
        if (role !== back) {
            return role;
        }
    }
}

function recommendation({ role, why }: RecommendedRole): Choice<RoleChoice> {
    const former = role.formerName ? `formerly ${role.formerName}` : undefined;
    return { label: role.name, icon: "shield", description: former, detail: why, value: { id: role.id, name: role.name } };
}

/** Every definition assignable at the scope; one that can't call models is warned of before it is taken. */
async function chooseAnyRole(question: RoleQuestion<unknown>, { reader, failures }: AccessParts): Promise<Answer<RoleChoice>> {
    const { title, step, steps, hasBack, access, scope, forModels } = question;
    const read = () => {
        const groups = reader.assignableRoles(access, scope).then(groupsOf, async (error: unknown): Promise<ChoiceGroup<RoleDefinition | LookAgain>[]> =>
            [{ choices: [again((await failures.explain(error, "list the roles")).summary)] }, { choices: [] }]);
        return [groups.then(([models]) => models!), groups.then(([, others]) => others!)];
    };
    for (;;) {
        const picked = await pickAfresh<RoleDefinition>(
            { title, placeholder: "Which role? Type a part of its name or of a data action", step, steps, hasBack }, { read, forget: () => undefined, nothing: "no role found" },
        );
        if (picked === back || picked === undefined) {
            return picked;
        }
        if (!forModels || await isAccepted(picked)) {
            return { id: lastSegment(picked.id), name: picked.roleName };
        }
    }
}

function groupsOf(definitions: readonly RoleDefinition[]): ChoiceGroup<RoleDefinition | LookAgain>[] {
    const canCall = definitions.filter((each) => warningFor(each) === undefined);
    const others = definitions.filter((each) => warningFor(each) !== undefined);
    return [
        { title: "Can call models", choices: canCall.map(roleItem) },
        { title: "Can't call models", choices: others.map(roleItem) },
    ];
}

function roleItem(definition: RoleDefinition): Choice<RoleDefinition> {
    const data = definition.permissions.flatMap((each) => each.dataActions ?? []);
    const shown = data.length > 3 ? `${data.slice(0, 3).join(", ")} and ${data.length - 3} more` : data.join(", ");
    return {
        label: definition.roleName, icon: warningFor(definition) === undefined ? "shield" : "circle-slash",
        description: [definition.roleType === "CustomRole" ? "custom" : undefined, definition.description].filter(Boolean).join(" · "),
        detail: data.length > 0 ? `Data actions: ${shown}` : "No data actions", value: definition,
    };
}

function warningFor(definition: RoleDefinition): string | undefined {
    return roleWarning(definition, dataActions.chatCompletions);
}

async function isAccepted(definition: RoleDefinition): Promise<boolean> {
    const warning = warningFor(definition);
    if (warning === undefined) {
        return true;
    }
    const detail = knownRole(definition.id)?.reason ?? "The identity could not call models with this role alone.";
    return await confirm(warning, detail, "Take It Anyway") === "Take It Anyway";
}
