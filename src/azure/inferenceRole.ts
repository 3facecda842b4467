/** A built-in role. Roles are known by their id: names have changed (failures.md, G13). */
export interface RoleName {
    id: string;
    name: string;
}

const openAiUser: RoleName = { id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", name: "Cognitive Services OpenAI User" };
const cognitiveServicesUser: RoleName = { id: "a97b65f3-24c7-4388-baec-2e87135dc908", name: "Cognitive Services User" };
const foundryUser: RoleName = { id: "53ca6127-db72-4b80-b1b0-d745d6d5456d", name: "Foundry User" };

/**
 * The least role that lets a principal call the model (04-roles.md, 4.3 and 4.4; failures.md, G3 and G4).
 * @param modelFormat `OpenAI`, `Cohere` and so on; taken for OpenAI where it is not known.
 * @param dataAction the action that Azure said is missing.
 */
export function inferenceRole(modelFormat: string | undefined, dataAction = ""): RoleName {
    if (/\/accounts\/AIServices\//i.test(dataAction)) {
        return foundryUser;
    }
    const isOpenAi = (modelFormat ?? "OpenAI").toLowerCase() === "openai" && !/\/accounts\/MaaS\//i.test(dataAction);
    return isOpenAi ? openAiUser : cognitiveServicesUser;
}
