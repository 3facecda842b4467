/** One request, as the log shows it. Never a header, a query, a body or a token. */
export interface RequestLine {
    method: string;
    host: string;
    path: string;
    /** Absent where no answer came. */
    status?: number;
    ms: number;
    requestId?: string;
    /** Object id of the principal that the token was for. */
    principal?: string;
}
