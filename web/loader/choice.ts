// Making a choice: refusals hold at once, grants once they are recorded.

import { type Reply, type Submission, connect, refetch, submit } from "./api";
import * as banner from "./banner";
import * as cookie from "./cookie";
import * as dialog from "./dialog";
import { host } from "./hooks";
import { prepare } from "./receipt";
import { answered, emit, fail, grants, look, refuse, settle, signal, take, token, underSignal, view } from "./state";
import type { Answer, Grants } from "./view";

/** The query of the script tag: it names the site and narrows the view. */
export const query = new URLSearchParams();

/** Tells the other tabs of a receipt. */
let channel: BroadcastChannel | undefined;

let line: Promise<unknown> = Promise.resolve();
let turn = 0;

/**
 * Makes a choice, and resolves to whether it was recorded. Choices are sent
 * one after the other: the last one shall win.
 */
export function choose(method: string, wanted?: Grants): Promise<boolean> {
	if (origin == "null") return Promise.resolve(false);
	const target = wanted || view.buttons[method] || {};
	const widens = Object.keys(target).some((key) => target[key] && !grants[key]);
	const mine = ++turn;
	refuse(Object.keys(target).filter((key) => !target[key]));
	if (widens) banner.busy(true);
	else banner.hide();
	const body: Submission = {
		site: view.site,
		plan: view.token,
		method,
		grants: wanted,
		// The time in steps of 65 seconds, then chance: see wire.NewKey.
		key: 0 + Date.now().toString(16).slice(0, 7) + crypto.randomUUID().slice(8),
		previous: token || undefined,
		gpc: signal || undefined,
	};
	prepare(view);
	const made = performance.now();
	const send = async (): Promise<boolean> => {
		// What had to wait says so: the server marks it as late.
		body.waited_s = ((performance.now() - made) / 1e3) | 0;
		const reply = await submit(view, body);
		const recorded = reply.status == 200 || reply.status == 201;
		banner.busy(false, !recorded);
		if (recorded) return record(reply.body!, mine == turn);
		if (!reply.status || reply.status > 499) {
			fail("the choice was not recorded: no answer");
			if (!widens) addEventListener("online", () => mine == turn && send(), { once: true });
		} else await refusal(reply);
		return false;
	};
	const sent = line.then(send).catch((e) => {
		fail(e.message);
		return false;
	});
	line = sent;
	return sent;
}

/**
 * Takes over what the server recorded. The cookie is written before any gate
 * opens: what comes through may look for it, in the page or on the site's server.
 */
export async function record(answer: Answer, last = true): Promise<boolean> {
	const receipt = await take(answer.receipt);
	if (receipt) {
		cookie.write(view, token, receipt);
		if (last) refuse([]);
		else settle();
		banner.hide();
		setTimeout(dialog.drop, 99); // to tear a frame down takes 7 ms, which the scripts need not wait for
		host?.tell("choice", answer);
		emit("choice", answer);
		listen(); // perhaps for the first time; and what reads the cookie waits until it is written
		channel?.postMessage(token);
	} else {
		banner.busy(false, true);
		fail("the receipt does not verify");
	}
	return !!receipt;
}

/** Applies a receipt that was made elsewhere: in another tab, or before. */
export async function adopt(jws: string): Promise<void> {
	if (jws == token || !(await take(jws))) return;
	if (answered()) {
		banner.hide();
		dialog.drop();
	}
	settle();
}

/** Shows the banner, unless the question is settled. */
export function ask(): void {
	if (!view.ask || answered()) return;
	if (view.banner) banner.show(view);
	emit("show");
	// Once the page has all that it needs, and the banner has been painted.
	const rest = () =>
		setTimeout(() => {
			if (!answered()) connect(view);
			if (banner.shown()) dialog.warm(page());
		}, 300);
	if (document.readyState == "complete") rest();
	else addEventListener("load", rest, { once: true });
}

/** What the panel is told, and what becomes of what it says. */
export const page = (): dialog.Page => ({
	view,
	grants,
	state: () => ({ sayso: "state", receipt: token, grants, gpc: underSignal() }),
	async heard(message) {
		if (message.sayso == "choice") await record(message.answer);
		if (!message.stay) dialog.close();
	},
});

/**
 * Finds what another tab chose while nobody listened here, or under another name
 * of a domain that shares the cookie.
 */
export const lookAgain = () => adopt(cookie.read(view));

/** Hears from the other tabs, and looks whenever this one is shown or hidden. */
export function listen(): void {
	if (!channel && view.max_age_s) {
		document.addEventListener("visibilitychange", lookAgain);
		try {
			channel = new BroadcastChannel(view.cookie);
			channel.onmessage = (e) => adopt(e.data);
		} catch {
			// Firefox, where cookies are blocked.
		}
	}
	lookAgain();
}

/** Hears nothing more: the page is put aside. */
export function hush(): void {
	channel?.close();
	channel = undefined;
}

/** The server refused: the policy text changed, or this is not allowed. */
async function refusal(reply: Reply): Promise<void> {
	fail("the choice was not recorded: " + (reply.body?.detail || reply.status));
	if (reply.status != 409) return;
	look(await refetch(view, query));
	settle();
	banner.hide();
	dialog.drop(); // its form holds the plan that was refused
	ask();
}
