import { packageAll } from "../host/package.ts";
import { openWorkbench, type Workbench } from "../ui/workbench.ts";
import { packageEmptyExtension } from "./emptyExtension.ts";

/** What several measurements share, made when first asked for. */
export interface Stage {
    /** The production bundle, built and packaged; resolves with the packages. */
    packages(): Promise<string[]>;
    /** A real VS Code with the packaged extension, a local Azure, and the empty extension to compare with. */
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
async function open(packages: string[]): Promise<Workbench> {
    const workbench = await openWorkbench({ isUnwatched: true, vsix: [...packages, await packageEmptyExtension()] });
    await workbench.page.locator(".part.activitybar").getByRole("tab", { name: "Keyless" }).waitFor();
    return workbench;
}
