/** One line of the table: what was measured, against what in the same run, and the aim. */
export interface Figure {
    name: string;
    unit: "ms" | "KB" | "requests";
    measured: number;
    baseline?: { name: string; value: number };
    /** `added` is measured − baseline, `ratio` measured ÷ baseline. Absent where there is nothing to meet. */
    aim?: { of: "measured" | "added" | "ratio"; atMost: number };
    /** How it was measured, and how often, in one line. */
    method: string;
    /** Every sample behind the figures, in the unit of the figure. */
    samples?: Record<string, number[]>;
}

export function added({ measured, baseline }: Figure): number | undefined {
    return baseline && measured - baseline.value;
}

export function ratio({ measured, baseline }: Figure): number | undefined {
    return baseline && baseline.value > 0 ? measured / baseline.value : undefined;
}

/** Undefined where there is no aim. */
export function isMet(figure: Figure): boolean | undefined {
    const { aim } = figure;
    if (!aim) {
        return undefined;
    }
    const judged = { measured: figure.measured, added: added(figure), ratio: ratio(figure) }[aim.of];
    return judged !== undefined && judged <= aim.atMost;
}

export function median(values: readonly number[]): number {
    return percentile(values, 0.5);
}

/** Interpolated between the two nearest samples. @throws RangeError where there is none. */
export function percentile(values: readonly number[], part: number): number {
    const sorted = values.toSorted((left, right) => left - right);
    const at = (sorted.length - 1) * part;
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    if (low === undefined || high === undefined) {
        throw new RangeError("No samples.");
    }
    return low + (high - low) * (at - Math.floor(at));
}
