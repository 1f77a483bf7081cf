// The WP Consent API: its plugin keeps what it is told in cookies of its own,
// so it is told what a visitor chose, and not what nobody was asked.

import type { Feature } from "../feature";
import { type Needs, onChange, words } from "../words";

interface Options {
	needs: Needs;
	type: "optin" | "optout";
}

const wordpress: Feature = (core) => {
	const page = window as any;
	const options = (): Options => core.view().options!.wordpress;
	page.wp_consent_type = options().type;
	document.dispatchEvent(new CustomEvent("wp_consent_type_defined"));
	let waiting: Record<string, string> | undefined;
	const say = () => {
		if (!waiting || !page.wp_set_consent) return;
		for (const name in waiting) page.wp_set_consent(name, waiting[name]);
		waiting = undefined;
	};
	addEventListener("load", say);
	const update = onChange((now: Record<string, string>) => {
		waiting = now;
		say();
	});
	return {
		settle(grants) {
			const { needs, type } = options();
			// Where the plugin takes silence for a yes, a no has to be said.
			const now = words(needs, grants, "allow", "deny");
			const denied = type == "optout" && Object.values(now).includes("deny");
			if (core.view().max_age_s && (core.token() || denied)) update(now);
		},
	};
};

export default wordpress;
