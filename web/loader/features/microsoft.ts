// Microsoft: the consent mode of UET (Advertising), and that of Clarity.

import type { Feature } from "../feature";
import { type Needs, onChange, words } from "../words";

interface Options {
	uet?: Needs;
	clarity?: Needs;
}

const microsoft: Feature = (core) => {
	const page = window as any;
	const options = (): Options => core.view().options!.microsoft;
	// The tag itself puts something else in the place of the queue, so it is
	// asked for anew each time.
	const tell = (kind: string, now: object) => (page.uetq ||= []).push("consent", kind, now);
	const clarity = (now: object) => {
		page.clarity ||= function () {
			(page.clarity.q ||= []).push(arguments);
		};
		page.clarity("consentv2", now);
	};
	const { uet } = options();
	if (uet) tell("default", words(uet, {}, "granted", "denied"));
	const update = onChange(([uet, marks]: [object | undefined, object | undefined]) => {
		if (uet) tell("update", uet);
		if (marks) clarity(marks);
	});
	return {
		settle(grants) {
			const { uet, clarity } = options();
			update([uet && words(uet, grants, "granted", "denied"), clarity && words(clarity, grants, "granted", "denied")]);
		},
	};
};

export default microsoft;
