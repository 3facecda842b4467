import { spawn } from "node:child_process";

/** Opens the address in the user's browser where there is a display; a missing opener is not worth a word, the address is printed. */
export function openInBrowser(url: string): void {
    const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
    if (!hasDisplay || process.env.CI) {
        return;
    }
    const [command, ...args] = {
        darwin: ["open", url],
        win32: ["rundll32", "url.dll,FileProtocolHandler", url],
    }[process.platform as string] ?? ["xdg-open", url];
    spawn(command!, args, { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}
