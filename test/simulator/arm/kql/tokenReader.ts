import { KqlError, type Token } from "./lex.ts";

/** A cursor over tokens; `take…` moves only when the token is there, `expect…` throws `KqlError` when it is not. */
export class TokenReader {
    readonly #tokens: Token[];
    #at = 0;

    constructor(tokens: Token[]) {
        this.#tokens = tokens;
    }

    peek(ahead = 0): Token {
        return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
    }

    next(): Token {
        const token = this.peek();
        this.#at++;
        return token;
    }

    take(symbol: string): Token | undefined {
        const token = this.peek();
        return token.kind === "symbol" && token.text === symbol ? this.next() : undefined;
    }

    takeWord(word: string): Token | undefined {
        const token = this.peek();
        return token.kind === "name" && token.text.toLowerCase() === word ? this.next() : undefined;
    }

    expect(symbol: string): Token {
        return this.take(symbol) ?? this.#fail(`'${symbol}' expected`);
    }

    expectWord(word: string): Token {
        return this.takeWord(word) ?? this.#fail(`'${word}' expected`);
    }

    expectName(): Token {
        return this.peek().kind === "name" ? this.next() : this.#fail("a name expected");
    }

    expectNumber(): number {
        return this.peek().kind === "number" ? Number(this.next().text) : this.#fail("a number expected");
    }

    expectEnd(): void {
        if (this.peek().kind !== "end") {
            this.#fail("the end of the query expected");
        }
    }

    #fail(message: string): never {
        throw new KqlError(this.peek(), message);
    }
}
