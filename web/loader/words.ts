// What the features that speak to others have in common. Which value needs
// what, and which string stands for which outcome, was computed by Go.

import type { Grants } from "./view";

/** The keys that must all be granted, by the name of the value. */
export type Needs = Record<string, string[]>;

/** For each value, what stands for granted or for denied. */
export function words<T>(needs: Needs, grants: Grants, yes: T, no: T): Record<string, T> {
	const said: Record<string, T> = {};
	for (const name in needs) said[name] = needs[name]!.every((key) => grants[key]) ? yes : no;
	return said;
}

/** Tells a listener of grants only when what it is told has changed. */
export function onChange<T>(say: (now: T) => void): (now: T) => void {
	let last: string | undefined;
	return (now) => {
		const next = JSON.stringify(now);
		if (next != last) say(now);
		last = next;
	};
}

/** The strings for all outcomes: see the Go type signal.Table. */
export interface Table {
	keys: string[];
	texts: Record<string, string[]>;
}

/** The string for what is granted, and for the age band in a receipt. */
export function pick({ keys, texts }: Table, grants: Grants, receipt: string): string {
	let at = 0;
	keys.forEach((key, n) => (at |= grants[key] ? 1 << n : 0));
	let band = "";
	try {
		band = JSON.parse(atob(receipt.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"))).band;
	} catch {
		// No receipt: no band was told.
	}
	return (texts[band] || texts[""]!)[at]!;
}

/** The named frame by which scripts in other frames find the page's API. */
export function locator(name: string): void {
	if (name in frames) return;
	if (!document.body) return document.addEventListener("DOMContentLoaded", () => locator(name), { once: true });
	const frame = document.createElement("iframe");
	frame.name = name;
	frame.hidden = true;
	frame.title = name;
	document.body.append(frame);
}

type Reply = (value: unknown, success: boolean) => void;

/**
 * Answers calls that come by postMessage from a frame: {__gppCall: {command,
 * parameter, version, callId}}. A text is answered with a text.
 */
export function serve(name: string, call: (command: string, parameter: any, reply: Reply, version?: string) => void): void {
	addEventListener("message", ({ data, source }) => {
		let asked: any;
		try {
			asked = (typeof data == "string" ? JSON.parse(data) : data)[name + "Call"];
		} catch {
			return; // Somebody else's message.
		}
		if (!asked) return;
		call(
			asked.command,
			asked.parameter,
			(returnValue, success) => {
				const answer = { [name + "Return"]: { returnValue, success, callId: asked.callId } };
				(source as Window)?.postMessage(typeof data == "string" ? JSON.stringify(answer) : answer, "*");
			},
			asked.version,
		);
	});
}
