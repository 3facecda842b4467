/**
 * In every frame, before its own scripts: what is put into the page, posted to it or copied. A token is reported through
 * the console. Plain JavaScript, as it runs in the browser.
 */
// eslint-disable-next-line no-unused-expressions -- whoever reads this file calls it
(tokens) => {
    const check = (where, text) => {
        if (text && tokens.some((token) => text.includes(token))) {
            console.error(`canary: a token in ${where}`);
        }
    };
    const observer = new MutationObserver((records) => {
        for (const { type, target, attributeName, addedNodes } of records) {
            if (type === "childList") {
                addedNodes.forEach((node) => check("what the page shows", node.outerHTML ?? node.textContent));
            } else {
                check("what the page shows", type === "attributes" ? target.getAttribute(attributeName) : target.textContent);
            }
        }
    });
    const received = ({ data }) => {
        if (typeof data === "string" || (typeof data === "object" && data !== null && !(data instanceof ArrayBuffer))) {
            check("a message to the page", typeof data === "string" ? data : JSON.stringify(data));
        }
    };
    const install = () => {
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        addEventListener("message", received, true);
    };
    install();
    // A webview's document is written into an empty one: opening it takes all listeners away.
    const { open } = Document.prototype;
    Document.prototype.open = function (...args) {
        const opened = open.apply(this, args);
        install();
        return opened;
    };
    const { clipboard } = navigator;
    const write = clipboard?.writeText.bind(clipboard);
    if (write) {
        clipboard.writeText = (text) => {
            check("the clipboard", text);
            return write(text);
        };
    }
}
