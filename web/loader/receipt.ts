// The receipt: a compact JWS that only the consent server can make.

import { type Grants, type View, now } from "./view";

/** The claims of a receipt that the loader looks at. */
export interface Receipt {
	aud: string;
	iat: number;
	exp: number;
	profile: string;
	policy_version: string;
	grants: Grants;
	gpc?: boolean;
}

// A signature of ES256 has 64 bytes, so its last letter carries two bits. Any
// other letter there would decode to the same bytes: one spelling is right.
const shape = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;

const bytes = (part: string): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const imported: Record<string, Promise<CryptoKey>> = {};

// key is the public key of that id. Asked for while an answer is under way, it
// is there when the answer comes.
const key = (id: string, view: View): Promise<CryptoKey> | undefined =>
	view.keys[id] && (imported[id] ??= crypto.subtle.importKey("jwk", view.keys[id], algorithm, false, ["verify"]));

/** Makes the keys ready. Whether one is missing or broken, verify finds out. */
export function prepare(view: View): void {
	if (crypto.subtle) for (const id of Object.keys(view.keys)) key(id, view)!.catch(() => {});
}

const json = (part: string) => JSON.parse(new TextDecoder().decode(bytes(part)));

/**
 * The claims of jws, if the server signed it for this site and profile and it
 * has not lapsed. Anything else, and a page without crypto.subtle (no secure
 * context), is no receipt.
 */
export async function verify(jws: string, view: View): Promise<Receipt | undefined> {
	try {
		if (!shape.test(jws)) return;
		const [head, body, signature] = jws.split(".") as [string, string, string];
		const signed = new TextEncoder().encode(head + "." + body);
		if (!(await crypto.subtle.verify(algorithm, (await key(json(head).kid, view))!, bytes(signature), signed))) return;
		const claims: Receipt = json(body);
		if (claims.aud == view.site && claims.profile == view.profile && claims.exp > now(view)) return claims;
	} catch {
		// Not a receipt.
	}
}
