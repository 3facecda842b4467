import { added, type Figure, isMet, ratio } from "./figure.ts";

const heads = ["", "Measured", "Baseline", "Added", "Ratio", "Aim", "Met"];

/** The figures as aligned columns, and below them how each was measured. */
export function table(figures: readonly Figure[]): string {
    const rows = [heads, ...figures.map(row)];
    const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
    const lines = rows.map((cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "));
    lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
    return [...lines, "", ...figures.flatMap(explanation)].join("\n");
}

function row(figure: Figure): string[] {
    const { name, unit, measured, baseline } = figure;
    const sum = added(figure);
    const times = ratio(figure);
    const met = isMet(figure);
    return [
        name,
        amount(measured, unit),
        baseline ? amount(baseline.value, unit) : "",
        sum === undefined ? "" : `${sum < 0 ? "−" : "+"}${amount(Math.abs(sum), unit)}`,
        times === undefined ? "" : `${times.toFixed(2)} ×`,
        aimText(figure),
        met === undefined ? "" : met ? "yes" : "NO",
    ];
}

function aimText({ aim, unit }: Figure): string {
    if (!aim) {
        return "";
    }
    const limit = { measured: amount(aim.atMost, unit), added: `+${amount(aim.atMost, unit)}`, ratio: `${aim.atMost} ×` }[aim.of];
    return `≤ ${limit}`;
}

function amount(value: number, unit: Figure["unit"]): string {
    const digits = unit === "requests" || Number.isInteger(value) ? 0 : value < 100 ? 1 : 0;
    return `${value.toFixed(digits)}${unit === "requests" ? "" : ` ${unit}`}`;
}

function explanation({ name, method, baseline }: Figure): string[] {
    return [`${name}: ${method}`, ...(baseline ? [`    baseline: ${baseline.name}`] : [])];
}
