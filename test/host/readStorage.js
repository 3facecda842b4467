/** What this origin keeps in the browser, as `{ name: "DATABASE KEY", value }`. Plain JavaScript, as it runs in the browser. */
// eslint-disable-next-line no-unused-expressions -- whoever reads this file calls it
async () => {
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const text = (value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === "string" ? value : JSON.stringify(value));
    const entries = Object.entries(localStorage).map(([key, value]) => ({ name: `localStorage ${key}`, value }));
    for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
            const open = database.transaction(store).objectStore(store);
            const [keys, values] = await Promise.all([done(open.getAllKeys()), done(open.getAll())]);
            entries.push(...values.map((value, index) => ({ name: `${name} ${keys[index]}`, value: text(value) ?? "" })));
        }
    }
    return entries;
}
