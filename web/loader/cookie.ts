// The one thing that the loader stores: the receipt, in a first-party cookie.

import type { Receipt } from "./receipt";
import { fail } from "./state";
import { type View, now } from "./view";

/** The receipt in the cookie, unverified; "" when there is none. */
export function read(view: View): string {
	const name = view.cookie + "=";
	const found = view.max_age_s && document.cookie.split("; ").find((c) => c.startsWith(name));
	return found ? found.slice(name.length) : "";
}

/**
 * Stores a receipt for as long as it may be stored, unless the server has set
 * the cookie itself. Called once, when the choice was made: a later visit does
 * not make the cookie live longer.
 */
export function write(view: View, jws: string, receipt: Receipt): void {
	const age = Math.min(view.max_age_s, (receipt.exp - now(view)) | 0);
	const put = (value: string, age: number, domain?: string) =>
		(document.cookie =
			`${view.cookie}=${value};Max-Age=${age};Path=/;SameSite=Lax` +
			(domain ? ";Domain=" + domain : "") +
			(location.protocol == "https:" ? ";Secure" : ""));
	try {
		// One of the time before the cookie was shared would stand in the new one's light.
		if (view.share) put("", 0);
		if (age > 0 && read(view) != jws) put(jws, age, view.share);
	} catch (e) {
		fail("no cookie: " + e); // a script may have wrapped document.cookie
	}
}
