/**
 * Preloaded into the VS Code server: when the process that started it dies without stopping it (kill -9), the
 * server ends its whole process group. `--import` is handed down to forked processes too, so only the server itself listens.
 */
if (process.argv[1]?.endsWith("server-main.js") && process.channel) {
    process.channel.unref();
    process.on("disconnect", () => process.kill(-process.pid, "SIGTERM"));
}
