/**
 * Stands in for `@vscode/spdlog`, whose C++ is not compiled: without it VS Code has neither log files nor the contents of output
 * channels. Writes at once, and never rotates; the files last as long as a sandbox.
 */
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];
let commonLevel = 2;

class Logger {
    constructor(_type, _name, file) {
        mkdirSync(dirname(file), { recursive: true });
        this.file = file;
        this.level = commonLevel;
        this.pattern = "%Y-%m-%d %H:%M:%S.%e [%l] %v\n";
    }
    trace(message) { this.write(0, message); }
    debug(message) { this.write(1, message); }
    info(message) { this.write(2, message); }
    warn(message) { this.write(3, message); }
    error(message) { this.write(4, message); }
    critical(message) { this.write(5, message); }
    getLevel() { return this.level; }
    setLevel(level) { this.level = level; }
    setPattern(pattern) { this.pattern = `${pattern}\n`; }
    clearFormatters() { this.pattern = "%v"; }
    flush() {}
    drop() {}

    write(level, message) {
        if (level >= this.level) {
            appendFileSync(this.file, this.pattern.replace(/%[YmdHMSelv]/g, (field) => fields[field](level, message, new Date())));
        }
    }
}

const digits = (number, length = 2) => String(number).padStart(length, "0");
const fields = {
    "%Y": (_level, _message, now) => now.getFullYear(),
    "%m": (_level, _message, now) => digits(now.getMonth() + 1),
    "%d": (_level, _message, now) => digits(now.getDate()),
    "%H": (_level, _message, now) => digits(now.getHours()),
    "%M": (_level, _message, now) => digits(now.getMinutes()),
    "%S": (_level, _message, now) => digits(now.getSeconds()),
    "%e": (_level, _message, now) => digits(now.getMilliseconds(), 3),
    "%l": (level) => levels[level],
    "%v": (_level, message) => message,
};

// One assignment each: VS Code imports them by name, and Node finds the names of a CommonJS module in its text.
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = (level) => { commonLevel = level; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger("rotating", name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger("rotating_async", name, file);
