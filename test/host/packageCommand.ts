/** `npm run package`. */
import { packageExtension } from "./package.ts";

console.log(`Packaged: ${await packageExtension()}`);
