/**
 * mocha's "spec" output, and at the end the counts as JSON in the file of the reporter option `output`:
 * `{ passed, failed, skipped }`. A suite that dies on the way leaves no file, and the summary counts that as a failure.
 */
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class CountingSpec extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        const output = options.reporterOption?.output ?? options.reporterOptions?.output;
        runner.once("end", () => {
            const { passes, failures, pending } = this.stats;
            writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
        });
    }
};
