// Google Consent Mode v2: everything denied before any tag can run, once, and
// on every page an update with what holds. A page whose tag comes late, such as
// by a tag manager, says the default itself, for everywhere; it stays the only one.

import type { Feature } from "../feature";
import type { Grants } from "../view";
import { type Needs, onChange, words } from "../words";

interface Options {
	needs: Needs;
	wait: number; // milliseconds
	redact?: boolean;
	pass?: boolean;
}

const google: Feature = (core) => {
	const page = window as unknown as { dataLayer: unknown[] };
	page.dataLayer ||= [];
	// Google's tags look for the arguments object itself; an array is nothing to them.
	function gtag(..._: unknown[]): void {
		page.dataLayer.push(arguments);
	}
	const options = (): Options => core.view().options!.google;
	const say = (grants: Grants) => words(options().needs, grants, "granted", "denied");
	const { wait, redact, pass } = options();
	const said = page.dataLayer.some((call: any) => call?.[0] == "consent" && call[1] == "default" && !call[2]?.region);
	if (!said) gtag("consent", "default", { ...say({}), wait_for_update: wait });
	if (redact) gtag("set", "ads_data_redaction", true);
	if (pass) gtag("set", "url_passthrough", true);
	const update = onChange((now: Record<string, string>) => gtag("consent", "update", now));
	return { settle: (grants) => update(say(grants)) };
};

export default google;
