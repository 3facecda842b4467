/** An event of Chromium's trace format; times in microseconds. */
interface TraceEvent {
    name: string;
    cat: string;
    ph: string;
    ts: number;
    pid: number;
    tid: number;
    /** Duration, and the part of it in which the thread ran. */
    dur?: number;
    tdur?: number;
}

/** Milliseconds that the thread with the marks ran tasks between each mark of that name and the next. */
export function taskTimes(trace: Buffer, mark: string): number[] {
    const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
    const marks = traceEvents.filter(({ name, cat }) => name === mark && cat.includes("blink.user_timing")).toSorted((left, right) => left.ts - right.ts);
    const [first] = marks;
    if (!first) {
        throw new Error(`The trace has no mark "${mark}".`);
    }
    const tasks = traceEvents
        .filter(({ ph, pid, tid, name }) => ph === "X" && pid === first.pid && tid === first.tid && name === "ThreadControllerImpl::RunTask")
        .toSorted((left, right) => left.ts - right.ts);
    return marks.slice(1).map(({ ts: until }, index) => {
        const from = marks[index]!.ts;
        const between = tasks.filter(({ ts }) => ts >= from && ts < until);
        return between.reduce((sum, { tdur, dur = 0 }) => sum + (tdur ?? dur), 0) / 1000;
    });
}

/** The most that one task has kept a page's main thread running, in milliseconds. */
export function longestTask(trace: Buffer): number {
    const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: (TraceEvent & { args?: { name?: string } })[] };
    const renderers = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(({ pid, tid }) => `${pid} ${tid}`));
    const tasks = traceEvents.filter(({ ph, name, pid, tid }) => ph === "X" && name === "ThreadControllerImpl::RunTask" && renderers.has(`${pid} ${tid}`));
    return tasks.reduce((most, { tdur, dur = 0 }) => Math.max(most, tdur ?? dur), 0) / 1000;
}
