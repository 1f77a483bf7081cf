// Shopify's Customer Privacy API. The shop keeps what it is told, so it is told
// what a visitor chose, and not what nobody was asked.

import type { Feature } from "../feature";
import { type Needs, onChange, words } from "../words";

const shopify: Feature = (core) => {
	const page = window as any;
	let waiting: Record<string, boolean> | undefined;
	const say = () => {
		const now = waiting;
		if (!now || !page.Shopify?.loadFeatures) return;
		waiting = undefined;
		page.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], (error: unknown) => {
			if (error) core.fail("Shopify's Customer Privacy API did not load: " + error);
			else page.Shopify.customerPrivacy.setTrackingConsent(now, () => {});
		});
	};
	addEventListener("load", say);
	const update = onChange((now: Record<string, boolean>) => {
		waiting = now;
		say();
	});
	return {
		settle(grants) {
			const needs: Needs = core.view().options!.shopify;
			if (core.view().max_age_s && core.token()) update(words(needs, grants, true, false));
		},
	};
};

export default shopify;
