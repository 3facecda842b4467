/**
 * Azure's rules for the name of a user-assigned identity: 3 to 128 letters, digits, dashes and underscores, beginning
 * with a letter or digit (resource-name-rules.md, Microsoft.ManagedIdentity).
 * @param existing names in the resource group; letter case does not tell names apart.
 * @returns the rule that the name breaks, or undefined.
 */
export function checkIdentityName(text: string, existing: readonly string[] = []): string | undefined {
    if (text.length < 3 || text.length > 128) {
        return `The name must have 3 to 128 characters; this has ${text.length}.`;
    }
    if (!/^[a-z0-9]/i.test(text)) {
        return "The name must begin with a letter or digit.";
    }
    return checkCharacters(text, /[^\w-]/, "letters, digits, dashes and underscores")
        ?? checkNew(text, existing, "An identity of this name exists in the resource group.");
}

/**
 * Azure's rules for the name of a resource group: 1 to 90 letters, digits, dots, dashes, underscores and parentheses,
 * not ending with a dot. Letters and digits of other scripts are left to Azure, which takes them.
 * @param existing names in the subscription.
 */
export function checkGroupName(text: string, existing: readonly string[] = []): string | undefined {
    if (text.length < 1 || text.length > 90) {
        return `The name must have 1 to 90 characters; this has ${text.length}.`;
    }
    if (text.endsWith(".")) {
        return "The name must not end with a dot.";
    }
    return checkCharacters(text, /[^\p{L}\p{N}._()-]/u, "letters, digits, dots, dashes, underscores and parentheses")
        ?? checkNew(text, existing, "A resource group of this name exists in the subscription.");
}

function checkCharacters(text: string, other: RegExp, allowed: string): string | undefined {
    const found = other.exec(text)?.[0];
    return found && `Only ${allowed} are allowed, not ${found.trim() === "" ? "blanks" : `“${found}”`}.`;
}

function checkNew(text: string, existing: readonly string[], said: string): string | undefined {
    return existing.some((name) => name.toLowerCase() === text.toLowerCase()) ? said : undefined;
}
