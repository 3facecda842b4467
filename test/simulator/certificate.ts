/**
 * X.509 certificates (RFC 5280) for loopback, written out in DER with `node:crypto` alone: the few structures
 * needed are shorter than a library's set-up, and starting costs two milliseconds.
 */
import { createHash, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

export interface CertificateOptions {
    subject: string;
    issuer: string;
    publicKey: KeyObject;
    issuerPublicKey: KeyObject;
    issuerPrivateKey: KeyObject;
    notAfter: Date;
    /** Left out: a certificate authority. */
    names?: { dns: string[]; ip: string[] };
}

/** A certificate signed with ECDSA and SHA-256, as PEM. */
export function createCertificate(options: CertificateOptions): string {
    const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
    const tbs = sequence(
        tag(0xa0, integer(Buffer.from([2]))),
        integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
        algorithm,
        commonName(options.issuer),
        sequence(time(new Date(Date.now() - 3_600_000)), time(options.notAfter)),
        commonName(options.subject),
        spki(options.publicKey),
        tag(0xa3, sequence(...extensions(options))),
    );
    const signature = sign("sha256", tbs, options.issuerPrivateKey);
    return pem(sequence(tbs, algorithm, bitString(signature, 0)));
}

function extensions({ names, publicKey, issuerPublicKey }: CertificateOptions): Buffer[] {
    const common = [
        extension("2.5.29.14", false, tag(0x04, keyId(publicKey))),
        extension("2.5.29.35", false, sequence(tag(0x80, keyId(issuerPublicKey)))),
    ];
    if (!names) {
        const isAuthority = sequence(tag(0x01, Buffer.from([0xff])));
        const keyCertAndCrlSign = bitString(Buffer.from([0x06]), 1);
        return [...common, extension("2.5.29.19", true, isAuthority), extension("2.5.29.15", true, keyCertAndCrlSign)];
    }
    const alternatives = [...names.dns.map((n) => tag(0x82, Buffer.from(n))), ...names.ip.map((a) => tag(0x87, address(a)))];
    return [
        ...common,
        extension("2.5.29.15", true, bitString(Buffer.from([0x80]), 7)),
        extension("2.5.29.37", false, sequence(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", false, sequence(...alternatives)),
    ];
}

function tag(type: number, ...content: Buffer[]): Buffer {
    const body = Buffer.concat(content);
    const { length } = body;
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([type, ...size]), body]);
}

function sequence(...content: Buffer[]): Buffer {
    return tag(0x30, ...content);
}

function integer(value: Buffer): Buffer {
    return tag(0x02, value);
}

function bitString(value: Buffer, unusedBits: number): Buffer {
    return tag(0x03, Buffer.from([unusedBits]), value);
}

function oid(dotted: string): Buffer {
    const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
    return tag(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
    const digits = [value & 0x7f];
    for (let rest = value >> 7; rest > 0; rest >>= 7) {
        digits.unshift((rest & 0x7f) | 0x80);
    }
    return digits;
}

function commonName(name: string): Buffer {
    return sequence(tag(0x31, sequence(oid("2.5.4.3"), tag(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
    return tag(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
    return sequence(oid(id), ...(critical ? [tag(0x01, Buffer.from([0xff]))] : []), tag(0x04, value));
}

function spki(key: KeyObject): Buffer {
    return key.export({ type: "spki", format: "der" });
}

function keyId(key: KeyObject): Buffer {
    return createHash("sha1").update(spki(key)).digest();
}

/** IPv4, or the IPv6 loopback: nothing else is needed here. */
function address(text: string): Buffer {
    return text === "::1" ? Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) : Buffer.from(text.split(".").map(Number));
}

function pem(der: Buffer): string {
    const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
