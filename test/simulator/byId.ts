/** Collections and comparison of ARM ids, which have no letter case. */
/** A collection keyed by ARM id (or another id) without regard to letter case, in insertion order. */
export class ById<T extends { id: string }> {
    readonly #map = new Map<string, T>();

    get size(): number {
        return this.#map.size;
    }

    get(id: string): T | undefined {
        return this.#map.get(key(id));
    }

    has(id: string): boolean {
        return this.#map.has(key(id));
    }

    add(value: T): T {
        this.#map.set(key(value.id), value);
        return value;
    }

    delete(id: string): boolean {
        return this.#map.delete(key(id));
    }

    [Symbol.iterator](): IterableIterator<T> {
        return this.#map.values();
    }

    filter(accept: (value: T) => boolean): T[] {
        return [...this].filter(accept);
    }

    find(accept: (value: T) => boolean): T | undefined {
        for (const value of this) {
            if (accept(value)) {
                return value;
            }
        }
        return undefined;
    }
}

/** Lower case, single slashes, no trailing slash: the form in which ids are compared. */
export function key(id: string): string {
    return id.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1").toLowerCase();
}

export function sameId(a: string, b: string): boolean {
    return key(a) === key(b);
}
