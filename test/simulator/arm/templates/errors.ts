/** What goes wrong while a template is read, and values that only a running deployment can know. */

/** A template that Azure would not take; `code` as the service names it. */
export class TemplateError extends Error {
    readonly code: string;

    constructor(message: string, code = "InvalidTemplate") {
        super(message);
        this.code = code;
    }
}

/** Thrown, while nothing runs yet, by functions that read what is there: `reference()`, `list…()`. */
export class Deferred extends Error {}
