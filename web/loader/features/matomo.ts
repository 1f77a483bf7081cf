// Matomo: tracking waits for consent, which Sayso remembers and Matomo need not.

import type { Feature } from "../feature";
import { type Needs, onChange, words } from "../words";

const matomo: Feature = (core) => {
	const page = window as any;
	// In quotes: names that begin with one underscore are shortened.
	const push = (...call: string[]) => (page["_paq"] ||= []).push(call);
	push("requireConsent");
	let given = false;
	const update = onChange((now: boolean) => {
		if (now) push("setConsentGiven");
		else if (given) push("forgetConsentGiven");
		given = now;
	});
	return {
		settle(grants) {
			const needs: Needs = core.view().options!.matomo;
			update(words(needs, grants, true, false).tracking!);
		},
	};
};

export default matomo;
