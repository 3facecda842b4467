import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, delimiter } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { cache, root } from "./paths.ts";
import { execute } from "./processes.ts";

const remembered = join(cache, "browser.json");

/** Without these flags Chromium talks to its maker's servers, which a closed network refuses one by one. */
const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];

/** A headless Chromium: an installed Chrome, Chromium or Edge, else Playwright's, else Debian's package. */
export async function launchBrowser(say: (line: string) => void = console.log): Promise<Browser> {
    const known = await rememberedBrowser();
    if (known) {
        return chromium.launch({ executablePath: known, args });
    }
    const tried: string[] = [];
    for (const source of [installed, fromPlaywright, fromDebian]) {
        try {
            const executablePath = await source(say);
            const browser = await chromium.launch({ executablePath, args });
            await remember(executablePath);
            return browser;
        } catch (error) {
            tried.push((error as Error).message.split("\n").slice(0, 3).join(" "));
        }
    }
    throw new Error(`No browser for the workbench. Install Chrome, Chromium or Edge and try again.\n- ${tried.join("\n- ")}`);
}

async function rememberedBrowser(): Promise<string | undefined> {
    if (!existsSync(remembered)) {
        return undefined;
    }
    const { executablePath } = JSON.parse(await readFile(remembered, "utf8")) as { executablePath: string };
    return existsSync(executablePath) ? executablePath : undefined;
}

async function remember(executablePath: string): Promise<void> {
    await mkdir(cache, { recursive: true });
    await writeFile(remembered, JSON.stringify({ executablePath }));
}

async function installed(): Promise<string> {
    const found = [...onPath(), ...usualPlaces()].find((path) => existsSync(path));
    if (!found) {
        throw new Error("No Chrome, Chromium or Edge is installed.");
    }
    return found;
}

function onPath(): string[] {
    const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "chrome", "msedge"];
    const suffix = process.platform === "win32" ? ".exe" : "";
    return (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name + suffix)));
}

function usualPlaces(): string[] {
    if (process.platform === "darwin") {
        return ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
    }
    if (process.platform === "win32") {
        const folders = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA].filter((path) => path !== undefined);
        return folders.flatMap((folder) => [join(folder, "Google/Chrome/Application/chrome.exe"), join(folder, "Microsoft/Edge/Application/msedge.exe")]);
    }
    return ["/usr/bin/chromium", "/usr/bin/google-chrome", "/opt/google/chrome/chrome", "/snap/bin/chromium", "/opt/microsoft/msedge/msedge"];
}

async function fromPlaywright(say: (line: string) => void): Promise<string> {
    say("Installing a browser (playwright-core install chromium, once)…");
    await execute(process.execPath, [join(root, "node_modules/playwright-core/cli.js"), "install", "chromium"], { timeout: 300_000 });
    return chromium.executablePath();
}

async function fromDebian(say: (line: string) => void): Promise<string> {
    if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get")) {
        throw new Error("Debian's package chromium is for Debian and its relatives.");
    }
    say("Installing a browser (Debian's package chromium, once)…");
    const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
    const apt = (...args: string[]) => {
        const [command, ...rest] = [...asRoot, "apt-get", ...args];
        return execute(command!, rest, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    };
    await apt("update");
    await apt("install", "--yes", "--no-install-recommends", "chromium");
    return "/usr/bin/chromium";
}
