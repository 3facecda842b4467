/** Code in many languages, each of its samples a small complete thing. */
import type { Random } from "./random.ts";

const samples = {
    python: `from azure.identity import ManagedIdentityCredential

def token_for(client_id: str, scope: str = "https://cognitiveservices.azure.com/.default") -> str:
    """The access token of one user-assigned identity."""
    credential = ManagedIdentityCredential(client_id=client_id)
    return credential.get_token(scope).token`,
    typescript: `interface Usage {
    promptTokens: number;
    completionTokens: number;
}

export function total(usages: readonly Usage[]): number {
    return usages.reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens + completionTokens, 0);
}`,
    javascript: `const seen = new Set();
for (const { id } of items) {
    if (!seen.has(id.toLowerCase())) {
        seen.add(id.toLowerCase());
        console.log(\`\${seen.size}: \${id}\`);
    }
}`,
    bash: `#!/usr/bin/env bash
set -euo pipefail
id=$(az identity show --name "$1" --resource-group "$2" --query id --output tsv)
az vm identity assign --name "$3" --resource-group "$2" --identities "$id"`,
    powershell: `param([Parameter(Mandatory)] [string] $Name)
Get-AzUserAssignedIdentity -ResourceGroupName rg-playground |
    Where-Object { $_.Name -like "$Name*" } |
    Select-Object Name, ClientId, PrincipalId`,
    json: `{
    "identity": { "type": "UserAssigned", "userAssignedIdentities": {} },
    "retries": [1, 2, 4.5],
    "enabled": true,
    "note": null
}`,
    yaml: `steps:
  - task: AzureCLI@2
    inputs:
      azureSubscription: playground
      inlineScript: |
        az account show
# a comment`,
    sql: `SELECT i.name, COUNT(*) AS assignments
FROM identities AS i
LEFT JOIN role_assignments AS r ON r.principal_id = i.principal_id
WHERE i.location = 'eastus2'
GROUP BY i.name
ORDER BY assignments DESC;`,
    csharp: `var credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
var client = new AzureOpenAIClient(new Uri(endpoint), credential);
await foreach (var update in client.GetChatClient("gpt-4o").CompleteChatStreamingAsync("Hello"))
{
    Console.Write(update.ContentUpdate.FirstOrDefault()?.Text);
}`,
    java: `public record Connection(String identity, String deployment) {
    public String label() {
        return "%s as %s".formatted(deployment, identity);
    }
}`,
    go: `func total(usages []Usage) (sum int) {
	for _, u := range usages {
		sum += u.Prompt + u.Completion
	}
	return
}`,
    rust: `fn longest<'a>(names: &'a [&str]) -> Option<&'a str> {
    names.iter().copied().max_by_key(|name| name.len())
}`,
    html: `<!doctype html>
<title>Sample</title>
<p class="note" data-id="1">A &amp; B</p>`,
    css: `.message:not(:last-child) {
    margin-block-end: 1rem;
    color: var(--vscode-foreground);
}`,
    bicep: `resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'uai-playground'
  location: resourceGroup().location
}
output principalId string = identity.properties.principalId`,
    terraform: `resource "azurerm_user_assigned_identity" "playground" {
  name                = "uai-playground"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
}`,
    diff: `@@ -1,3 +1,3 @@
-const key = process.env.AZURE_OPENAI_API_KEY;
+const credential = new ManagedIdentityCredential({ clientId });
 const client = createClient(endpoint);`,
} as const;

export type Language = keyof typeof samples;
export const languages = Object.keys(samples) as Language[];

/** A fenced sample, with the sentence that leads to it. */
export function codeBlock(language: Language, random: Random): string {
    const lead = random.pick(["In code:", "The same, written down:", "A version that runs:", "For example:"]);
    return `${lead}\n\n\`\`\`${language}\n${samples[language]}\n\`\`\``;
}
