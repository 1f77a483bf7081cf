// The one thing that the loader stores: the receipt, in a first-party cookie.

import type { Receipt } from "./receipt";
import { type View, now } from "./view";

/** The receipt in the cookie, unverified; "" when there is none. */
export function read(view: View): string {
	const name = view.cookie + "=";
	const found = view.max_age_s && document.cookie.split("; ").find((c) => c.startsWith(name));
	return found ? found.slice(name.length) : "";
}

/**
 * Stores a receipt for as long as it may be stored. Called once, when the
 * choice was made: a later visit does not make the cookie live longer.
 */
export function write(view: View, jws: string, receipt: Receipt): void {
	const age = Math.min(view.max_age_s, Math.floor(receipt.exp - now(view)));
	if (age > 0)
		document.cookie =
			`${view.cookie}=${jws};Max-Age=${age};Path=/;SameSite=Lax` + (location.protocol == "https:" ? ";Secure" : "");
}
