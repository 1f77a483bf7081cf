// What holds on this page now, and how everybody hears of it.

import * as gates from "./gates";
import { host } from "./hooks";
import { type Receipt, verify } from "./receipt";
import type { Grants, View } from "./view";

/** What the server computed for this visitor. */
export let view: View;
/** What is granted now. Nothing until the cookie has been read. */
export let grants: Grants = {};
/** The receipt that the visitor holds, in its compact form; "" without one. */
export let token = "";

let held: Receipt | undefined;
let refused: string[] = [];
let settled = false;

/** Whether the browser says Global Privacy Control (COM-20). */
export const signal = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;

/** Whether the signal counts here: the header may have told the server. */
export const underSignal = (): boolean => signal || view.plan.gpc == "honoured";

/** Whether nobody sees the page yet. */
export const unseen = (): boolean => !!(document as { prerendering?: boolean }).prerendering;

/** Whether a receipt of this policy version settles the question. */
export const answered = (): boolean => held?.policy_version == view.version;

/** Whether key is granted: what gates and pages ask. */
export const allowed = (key: string): boolean => settled && grants[key] === true;

/** Takes another view. */
export function look(at: View): void {
	view = at;
}

/** Tells the page. */
export function emit(name: string, detail?: unknown): void {
	document.dispatchEvent(new CustomEvent("sayso:" + name, { detail }));
}

/** Tells the page and, in one line, the console. */
export function fail(what: string): void {
	console.warn("sayso: " + what);
	emit("error", what);
}

/** Refuses keys on this page, until a receipt says so too. */
export function refuse(keys: string[]): void {
	refused = keys;
	settle();
}

/**
 * Computes what holds, and moves the gates.
 *
 * Under a new policy text, what was granted under the old one has to be asked
 * again; what was refused stays refused.
 */
export function settle(): void {
	const next: Grants = {};
	const { defaults } = view.plan;
	if (answered()) Object.assign(next, held!.grants);
	else for (const key in defaults) next[key] = /on$/.test(defaults[key]!) && held?.grants[key] !== false;
	const off = underSignal() && !(answered() && held!.gpc) ? view.signal_off || [] : [];
	for (const key of [...off, ...refused]) next[key] = false;
	const changed = JSON.stringify(next) != JSON.stringify(grants);
	grants = next;
	settled = true;
	host?.tell("settle", { ...next });
	if (!unseen()) gates.sweep();
	if (changed) emit("change", { ...grants });
}

/** Takes over a receipt that is one, and no older than the one held. */
export async function take(jws: string): Promise<Receipt | undefined> {
	const receipt = await verify(jws, view);
	if (!receipt || receipt.iat < (held?.iat || 0)) return;
	token = jws;
	return (held = receipt);
}
