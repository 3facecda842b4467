/**
 * Where real Azure, or a version later than the copied descriptions (SOURCES.md, "Distance between these
 * specifications and the api-versions"), differs from them. Anything not in these tables is a violation.
 */

interface Deviation {
    /** Looked for in the path template of the description. */
    template: RegExp;
    /** Looked for in the violation's text. */
    violation: RegExp;
    /** What is so instead, and where that is written (sections of 03-arm.md; REC is recorded traffic). */
    why: string;
}

const deviations: Deviation[] = [
    {
        template: /^\/(tenants|subscriptions)$/,
        violation: /required property 'nextLink'/,
        why: "The last page has no nextLink (3.4).",
    },
    {
        template: /userAssignedIdentities/,
        violation: /'isolationScope' is not described/,
        why: "Came with 2024-11-30; the copy is 2023-01-31 (3.6).",
    },
    {
        template: /CognitiveServices\/.*(accounts|deletedAccounts)/,
        violation: /properties 'allowProjectManagement' is not described/,
        why: "In REC of 2025-10-28; the copy is 2023-05-01 (3.9).",
    },
    {
        template: /accounts\/\{accountName\}\/deployments/,
        violation: /properties 'currentCapacity' is not described/,
        why: "In REC of 2025-10-28; the copy is 2023-05-01 (3.9).",
    },
    {
        template: /virtualMachines/,
        violation: /hardwareProfile\/vmSize must be equal to one of the allowed values/,
        why: "The list ends with the sizes of 2019 and is open (modelAsString).",
    },
    {
        template: /virtualMachines\/\{vmName\}$/,
        violation: /^request \/identity\/userAssignedIdentities\/\S+ must be object/,
        why: "null removes an identity: documented in qs-configure-rest-vm.md, and what the SDK serialises (3.7).",
    },
    {
        template: /roleAssignments/,
        violation: /properties\/(description|condition|conditionVersion|delegatedManagedIdentityResourceId|createdBy) must be string/,
        why: "REC shows null for what is not set, and for createdBy in the answer to PUT (3.8).",
    },
    {
        template: /roleDefinitions/,
        violation: /properties\/(createdBy|updatedBy) must be string/,
        why: "REC shows null for built-in roles (3.8).",
    },
    {
        template: /roleDefinitions|permissions/,
        violation: /'(condition|conditionVersion)' is not described/,
        why: "Conditional roles carry their condition (3.8, and data/built-in-roles.json).",
    },
    {
        template: /ResourceGraph\/resources/,
        violation: /^response 200 \/data must be object/,
        why: "The result format objectArray is a list, as in the description's own examples (ResourcesFirstPageQuery.json).",
    },
    {
        template: /ResourceGraph\/resources/,
        violation: /error\/details\/\d+\/(line|characterPositionInLine|token) must be object/,
        why: "The place of a parser failure is numbers and text (3.10).",
    },
];

const undescribed: { method: RegExp; path: RegExp; why: string }[] = [
    { method: /GET/, path: /^\/metadata\/endpoints$/i, why: "Read by `az cloud register`; in no description." },
    { method: /GET/, path: /\/providers\/Microsoft\.(Compute|Network)\/locations\/[^/]+\/operations\/[^/]+$/i, why: "Status document of a long-running operation (3.7)." },
    { method: /GET/, path: /\/providers\/Microsoft\.(Compute|Network|Resources)\/locations\/[^/]+\/operationResults\/[^/]+$/i, why: "The `Location` of a long-running operation (3.5)." },
    { method: /GET/, path: /\/deployments\/[^/]+\/operationStatuses\/\d+$/i, why: "Status document of a template deployment (07-vm-create, 7.2)." },
    { method: /./, path: /\/providers\/Microsoft\.Compute\/disks(\/[^/]+)?$/i, why: "Disks have a description of their own, which is not in the copy." },
    { method: /GET/, path: /\/providers\/Microsoft\.CognitiveServices\/locations\/[^/]+\/operationResults\/[^/]+$/i, why: "The same (3.9)." },
    { method: /GET/, path: /^\/subscriptions\/[^/]+\/operationresults\/[^/]+$/i, why: "Deletion of a resource group (3.4)." },
    { method: /GET/, path: /\/accounts\/[^/]+\/projects$/i, why: "Came after 2023-05-01 (3.9)." },
    { method: /GET/, path: /^(\/subscriptions\/[^/]+)?\/providers\/Microsoft\.Authorization\/permissions$/i, why: "The URL works for any scope (UNCONFIRMED, 3.8)." },
    { method: /./, path: /\/providers\/Microsoft\.(Storage|ContainerRegistry|KeyVault)\/[^/]+(\/[^/]+)?$/i, why: "Services whose descriptions are not in the copy." },
    { method: /./, path: /\/providers\/Microsoft\.Authorization\/locks(\/[^/]+)?$/i, why: "Locks have a description of their own (2020-05-01), which is not in the copy." },
];

const met = new Set<object>();

export function isKnownDeviation(template: string, violation: string): boolean {
    return isIn(deviations, (known) => known.template.test(template) && known.violation.test(violation));
}

/** Operations that exist though no copied description has them. */
export function isUndescribed(method: string, path: string): boolean {
    return isIn(undescribed, (known) => known.method.test(method) && known.path.test(path));
}

function isIn<T extends object>(table: T[], fits: (known: T) => boolean): boolean {
    const found = table.find(fits);
    if (found) {
        met.add(found);
    }
    return found !== undefined;
}

/** Reasons of those that nothing in this process has shown yet, so that the tables do not outlive their need. */
export function unmetDeviations(): string[] {
    return [...deviations, ...undescribed].filter((known) => !met.has(known)).map(({ why }) => why);
}
