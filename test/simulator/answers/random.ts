export interface Random {
    /** From 0 up to, not including, `below`. */
    int(below: number): number;
    pick<T>(from: readonly T[]): T;
}

/** A reproducible sequence from a seed of at least four bytes (mulberry32). */
export function createRandom(seed: Buffer): Random {
    let state = seed.readUInt32LE(0);
    const next = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const int = (below: number) => Math.floor(next() * below);
    return {
        int,
        pick: (from) => {
            const value = from[int(from.length)];
            if (value === undefined) {
                throw new Error("Nothing to pick from.");
            }
            return value;
        },
    };
}
