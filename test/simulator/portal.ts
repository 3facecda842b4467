/** A page where links to the Azure portal lead, so that they can be followed in the sandbox. */
import { route } from "./http.ts";
import type { Route } from "./http.ts";

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sandbox portal</title></head>
<body>
<h1>Sandbox portal</h1>
<p>In Azure this link opens the resource:</p>
<pre id="where"></pre>
<script>document.getElementById("where").textContent = decodeURIComponent(location.hash.slice(1)) || "(none)";</script>
</body>
</html>
`;

export function portalRoutes(): Route[] {
    return [route("GET", "/portal/{*path}", () => ({ status: 200, text: page, headers: { "content-type": "text/html; charset=utf-8" } }))];
}
