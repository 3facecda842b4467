import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Follow } from "../follow.ts";
import { keep, kept } from "../host.ts";
import { exchanges } from "../pageState.ts";
import { page } from "../store.ts";
import { strings } from "../strings.ts";
import { EmptyState } from "./emptyState.tsx";
import { ExchangeView } from "./exchange.tsx";
import { Icon } from "./icon.tsx";

/** More exchanges than this begin folded: 200 turns. */
const pageful = 100;
const keysUp = new Set(["ArrowUp", "PageUp", "Home"]);

/** The conversation. Not live for screen readers: `announcement` tells them of finished answers, not of tokens. */
export function Log(): JSX.Element {
    const { turns, isReady } = page.value;
    const scroller = useRef<HTMLDivElement>(null);
    const content = useRef<HTMLDivElement>(null);
    const [limit, setLimit] = useState(pageful);
    const { isNewBelow, toEnd } = useFollow(scroller, content, isReady, turns.at(-1)?.id);
    const all = useMemo(() => exchanges(turns), [turns]);
    const hidden = Math.max(0, all.length - limit);
    return (
        <div class="logFrame">
            <div ref={scroller} class="log" role="log" aria-live="off" aria-label={strings.conversation} tabIndex={0}>
                <div ref={content} class="content">
                    {isReady && all.length === 0 && <EmptyState />}
                    {hidden > 0 && (
                        <button type="button" class="link" onClick={() => setLimit(limit + pageful)}>
                            {strings.showEarlier(Math.min(hidden, pageful))}
                        </button>
                    )}
                    {all.slice(hidden).map((exchange) => (
                        <ExchangeView key={exchange.question.id} exchange={exchange} />
                    ))}
                </div>
            </div>
            {isNewBelow && (
                <button type="button" class="newBelow" onClick={toEnd}>
                    {strings.newBelow}
                    <Icon name="arrowDown" />
                </button>
            )}
        </div>
    );
}

function useFollow(scroller: RefObject<HTMLElement>, content: RefObject<HTMLElement>, isReady: boolean, lastTurn: string | undefined) {
    const [isNewBelow, setNewBelow] = useState(false);
    const follow = useRef<Follow>();
    useLayoutEffect(() => {
        follow.current = new Follow(scroller.current!);
        return listen(follow.current, scroller.current!, content.current!, setNewBelow);
    }, []);
    useLayoutEffect(() => {
        if (isReady) {
            restoreScroll(follow.current!);
        }
    }, [isReady]);
    useLayoutEffect(() => {
        // A new question is always followed, wherever the user was reading.
        if (lastTurn !== undefined && page.peek().turns.at(-1)?.kind === "answer" && isStreaming(lastTurn)) {
            follow.current!.toEnd();
        }
    }, [lastTurn]);
    const toEnd = () => {
        follow.current!.toEnd();
        setNewBelow(false);
    };
    return { isNewBelow, toEnd };
}

function isStreaming(id: string): boolean {
    return page.peek().turns.some((turn) => turn.id === id && turn.kind === "answer" && turn.state === "streaming");
}

function restoreScroll(follow: Follow): void {
    const { scrollTop } = kept();
    if (scrollTop === undefined) {
        follow.toEnd();
    } else {
        follow.goTo(scrollTop);
    }
}

function listen(follow: Follow, scroller: HTMLElement, content: HTMLElement, setNewBelow: (isNew: boolean) => void): () => void {
    const sizes = new ResizeObserver(() => setNewBelow(follow.contentChanged()));
    sizes.observe(content);
    sizes.observe(scroller);
    scroller.addEventListener("wheel", ({ deltaY }) => deltaY < 0 && follow.movedUp(), { passive: true });
    scroller.addEventListener("keydown", ({ key }) => keysUp.has(key) && follow.movedUp());
    scroller.addEventListener("scroll", () => {
        follow.scrolled();
        if (follow.isFollowing) {
            setNewBelow(false);
        }
    }, { passive: true });
    scroller.addEventListener("scrollend", () => keep({ scrollTop: follow.isFollowing ? undefined : scroller.scrollTop }));
    return () => sizes.disconnect();
}
