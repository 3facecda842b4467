import { packageAll } from "../host/package.ts";
import { openWorkbench, type Workbench } from "../ui/workbench.ts";

/** What several measurements share, made when first asked for. */
export interface Stage {
    /** The production bundle, built and packaged; resolves with the packages. */
    packages(): Promise<string[]>;
    /** A real VS Code with the packaged extension and a local Azure. */
    workbench(): Promise<Workbench>;
    close(): Promise<void>;
}

export function createStage(): Stage {
    let packages: Promise<string[]> | undefined;
    let workbench: Promise<Workbench> | undefined;
    const stage: Stage = {
        packages: () => packages ??= packageAll(),
        workbench: () => workbench ??= stage.packages().then(open),
        close: async () => (await workbench)?.close(),
    };
    return stage;
}

/** Resolves when VS Code knows what the extension contributes. */
async function open(vsix: string[]): Promise<Workbench> {
    const workbench = await openWorkbench({ vsix });
    await workbench.page.locator(".part.activitybar").getByRole("tab", { name: "Keyless" }).waitFor();
    return workbench;
}
