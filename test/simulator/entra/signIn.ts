/** The pages on which a person of the sandbox signs in: pick a user, no password. */
import type { SimContext } from "../context.ts";
import { findUser, usersOf } from "./directory.ts";
import { clientInfo } from "./answers.ts";
import type { Grants } from "./grants.ts";
import { route } from "../http.ts";
import { askedOf } from "./wanted.ts";
import type { Route, SimRequest, SimResponse } from "../http.ts";

/** `base`: the path of the endpoints of one version. */
export function signInRoutes(context: SimContext, grants: Grants, base: string): Route[] {
    return [
        route("GET", `${base}/authorize`, (request) => {
            const user = request.query.get("login_hint");
            return user ? signedIn(context, grants, request, user) : chooseUser(context, request);
        }),
        route("POST", `${base}/authorize`, (request) => signedIn(context, grants, request, request.form().get("user") ?? "")),
        route("GET", `${base}/logout`, () => page("Signed out", "<p>You are signed out of the sandbox.</p>")),
    ];
}

/** Where the user types a device code. */
export function deviceLoginRoutes(context: SimContext, grants: Grants): Route[] {
    return [
        route("GET", "/devicelogin", () => enterCode(context)),
        route("POST", "/devicelogin", (request) => codeEntered(grants, request.form())),
    ];
}

function codeEntered({ devices }: Grants, form: URLSearchParams): SimResponse {
    const code = form.get("code") ?? "";
    const declined = form.get("answer") === "cancel";
    const done = declined ? devices.decline(code) : devices.approve(code, form.get("user") ?? "");
    if (!done) {
        return page("Unknown code", "<p>No sign-in waits for this code.</p>", 400);
    }
    return declined ? page("Cancelled", "<p>The sign-in was cancelled.</p>") : page("Signed in", "<p>You can close this window now.</p>");
}

function chooseUser(context: SimContext, request: SimRequest): SimResponse {
    const users = usersOf(context.state, request.params.tenant ?? "common");
    const buttons = users.map((upn) => `<p><button name="user" value="${escape(upn)}">${escape(upn)}</button></p>`).join("\n");
    const action = escape(`${request.path}?${request.query}`);
    return page("Pick an account", `<form method="post" action="${action}">\n${buttons}\n</form>`);
}

/** Hands the code to the application, as a form POST or in the URL as it asked (1.4). */
function signedIn(context: SimContext, grants: Grants, request: SimRequest, upn: string): SimResponse {
    const { query } = request;
    const redirectUri = query.get("redirect_uri") ?? "";
    const user = findUser(context.state, upn, request.params.tenant);
    if (!user || !URL.canParse(redirectUri)) {
        return page("Sign-in failed", `<p>AADSTS50020: User account '${escape(upn)}' does not exist in this tenant, or the redirect URI is missing.</p>`, 400);
    }
    const code = grants.issueCode({
        upn,
        asked: askedOf(query),
        redirectUri,
        clientId: query.get("client_id") ?? "",
        nonce: query.get("nonce") ?? undefined,
        challenge: query.get("code_challenge") ?? undefined,
    });
    const fields = { code, state: query.get("state") ?? "", client_info: clientInfo(user) };
    if (query.get("response_mode") === "form_post") {
        return formPost(redirectUri, fields);
    }
    const target = new URL(redirectUri);
    Object.entries(fields).forEach(([name, value]) => target.searchParams.set(name, value));
    return { status: 302, headers: { location: target.href } };
}

function formPost(target: string, fields: Record<string, string>): SimResponse {
    const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`);
    const body = `<form method="post" action="${escape(target)}">${inputs.join("")}<noscript><button>Continue</button></noscript></form>`;
    return page("Working…", `${body}<script>document.forms[0].submit()</script>`);
}

function enterCode(context: SimContext): SimResponse {
    const options = usersOf(context.state, "common").map((upn) => `<option>${escape(upn)}</option>`);
    return page(
        "Enter code",
        `<form method="post"><p><input name="code" autofocus></p><p><select name="user">${options.join("")}</select></p><button>Sign in</button> <button name="answer" value="cancel">Cancel</button></form>`,
    );
}

function page(title: string, body: string, status = 200): SimResponse {
    const text = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>\n${body}\n</body></html>\n`;
    return { status, text, headers: { "content-type": "text/html; charset=utf-8" } };
}

function escape(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
