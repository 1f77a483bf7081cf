// Meta's pixel: fbq("consent", "revoke" or "grant").

import type { Feature } from "../feature";
import { type Needs, onChange, words } from "../words";

const meta: Feature = (core) => {
	const page = window as any;
	let word = "revoke";
	let ours: string[] = [];

	// A refusal counts for Meta only before "init". The pixel's own snippet does
	// nothing where there is an fbq already, so ours cannot stand there first:
	// what the snippet makes is seen coming, and the word put in front.
	const say = () => {
		if (!page.fbq) return;
		const { callMethod, queue } = page.fbq;
		if (callMethod || !queue) page.fbq("consent", word);
		else if (queue[0] == ours) ours[1] = word;
		else queue.unshift((ours = ["consent", word]));
	};
	if (page.fbq) say();
	else {
		let made: unknown;
		Object.defineProperty(window, "fbq", {
			configurable: true,
			get: () => made,
			set(value) {
				made = value;
				Object.defineProperty(window, "fbq", { configurable: true, writable: true, value });
				queueMicrotask(say);
			},
		});
	}
	const update = onChange((now: string) => {
		if (now == word) return;
		word = now;
		say();
	});
	return {
		settle(grants) {
			const needs: Needs = core.view().options!.meta;
			update(words(needs, grants, "grant", "revoke").advertising!);
		},
	};
};

export default meta;
