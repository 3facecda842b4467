/** The part of a scrolling element that following needs. */
export interface Scroller {
    scrollTop: number;
    readonly scrollHeight: number;
    readonly clientHeight: number;
}

/** How near to the end, in pixels, the view still counts as being at the end. */
const nearEnd = 40;

/**
 * Keeps the end of the conversation in view while it grows, for as long as the user wants it: one move upwards ends
 * it, and coming back to the end begins it again.
 */
export class Follow {
    isFollowing = true;
    private readonly scroller: Scroller;
    private lastTop = 0;
    /** Where the reader was; what lies above may not be painted yet. */
    private wanted?: number;

    constructor(scroller: Scroller) {
        this.scroller = scroller;
    }

    /** The content has grown or shrunk. Returns whether there is something new below that is not followed. */
    contentChanged(): boolean {
        if (this.wanted !== undefined) {
            this.goTo(this.wanted);
        } else if (this.isFollowing) {
            this.toEnd();
        }
        return !this.isFollowing && this.distance() > nearEnd;
    }

    /** The user has turned the wheel, pressed a key or dragged upwards. */
    movedUp(): void {
        this.wanted = undefined;
        if (this.scroller.scrollHeight > this.scroller.clientHeight) {
            this.isFollowing = false;
        }
    }

    /** The view has scrolled, by whomever. */
    scrolled(): void {
        const { scrollTop } = this.scroller;
        if (scrollTop > this.lastTop && this.distance() <= nearEnd) {
            this.isFollowing = true;
        } else if (scrollTop < this.lastTop && this.distance() > nearEnd) {
            this.isFollowing = false;
        }
        this.lastTop = scrollTop;
    }

    /** Goes to so many pixels from the top, as soon as the content reaches so far. */
    goTo(top: number): void {
        this.scroller.scrollTop = top;
        this.wanted = this.scroller.scrollTop < top ? top : undefined;
        this.isFollowing = false;
        this.scrolled();
    }

    toEnd(): void {
        this.wanted = undefined;
        this.isFollowing = true;
        this.scroller.scrollTop = this.scroller.scrollHeight;
        this.lastTop = this.scroller.scrollTop;
    }

    private distance(): number {
        return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop;
    }
}
