// Gates: what carries data-sayso waits until all its categories are granted.

import { host } from "./hooks";
import { allowed, fail } from "./state";

const gated = "[data-sayso]";
const links = ["src", "srcset", "href", "poster", "data"];
const open = new WeakSet<Element>();
const waiting = new Set<HTMLScriptElement>();
let swept = false;
let running = false;

/** Opens and shuts every gate of the page, as it may be now. */
export function sweep(): void {
	swept = true;
	document.querySelectorAll<HTMLElement>(gated).forEach(check);
}

/** Looks after gates that are added later. Calls also after each change. */
export function watch(also: () => void): void {
	new MutationObserver((changes) => {
		for (const change of changes)
			for (const node of change.addedNodes)
				if (swept && node instanceof HTMLElement) {
					if (node.matches(gated)) check(node);
					node.querySelectorAll<HTMLElement>(gated).forEach(check);
				}
		also();
	}).observe(document, { childList: true, subtree: true });
}

/** Whether a gate may be open now: its keys are granted, and no feature minds. */
export function may(el: HTMLElement): boolean {
	const granted = el.dataset.sayso!.trim().split(/\s+/).every(allowed);
	return host ? host.judge(el, granted) : granted;
}

function check(el: HTMLElement): void {
	if (el instanceof HTMLScriptElement) {
		if (el.type == "text/plain" && may(el)) {
			waiting.add(el);
			run();
		}
	} else {
		if (may(el) != open.has(el)) toggle(el);
		host?.tell("gate", el, open.has(el));
	}
}

// toggle gives an element its address, or takes it away. Taken away, the
// element is put in anew: in some browsers a frame that only loses its src stays
// where it is. A video or sound looks at its addresses when it is told to.
function toggle(el: HTMLElement): void {
	const shut = open.delete(el);
	if (!shut) open.add(el);
	for (const name of links) {
		const value = el.getAttribute("data-" + name);
		if (value == null) continue;
		if (shut) el.removeAttribute(name);
		else
			try {
				el.setAttribute(name, trusted("createScriptURL", value));
			} catch {
				barred(el);
			}
	}
	if (shut) again(el);
	el.closest<HTMLMediaElement>("video,audio")?.load();
}

const barred = (el: HTMLElement) => fail(`Trusted Types keep <${el.localName}> shut; allow the policy "sayso"`);

const again = (el: Element) => el.parentNode!.insertBefore(el, el.nextSibling);

// run starts the waiting scripts in document order. The browser keeps the
// order among scripts with an address; one without waits for those before it.
// Between two scripts the page may breathe: a press on "accept" must not
// freeze it until all have run. The first waits only until everybody was told
// what holds now.
async function run(): Promise<void> {
	if (running) return;
	running = true;
	let before: unknown;
	let breath: unknown;
	for (const el of waiting) {
		await breath;
		breath = new Promise((done) => setTimeout(done));
		const apart = el.hasAttribute("src") || el.hasAttribute("data-src") || el.dataset.type == "module";
		if (!apart) await before;
		waiting.delete(el);
		if (!el.isConnected || !may(el)) continue;
		const script = start(el);
		if (apart && !script.hasAttribute("async"))
			before = new Promise((done) => (script.onload = script.onerror = done));
	}
	running = false;
}

// start puts a live copy in the place of a script: one that came by innerHTML
// never runs itself. Where Trusted Types forbid to make a script, the old one
// is put in anew with another type; that needs no policy.
function start(old: HTMLScriptElement): HTMLScriptElement {
	let el = document.createElement("script");
	try {
		el.async = false;
		for (const { name, value } of old.attributes)
			if (name != "type")
				el.setAttribute(name.replace(/^data-(src|type)$/, "$1"), name.endsWith("src") ? trusted("createScriptURL", value) : value);
		el.nonce = old.nonce;
		if (old.text) el.text = trusted("createScript", old.text);
		old.replaceWith(el);
	} catch {
		el = old;
		if (el.dataset.src) barred(el);
		el.type = el.dataset.type || "";
		el.async = el.hasAttribute("async");
		again(el);
	}
	return el;
}

type Kind = "createScriptURL" | "createScript";
let policy: Record<Kind, (s: string) => string> | null | undefined;

// trusted passes s through the policy "sayso", where the browser has Trusted
// Types and the page allows it.
function trusted(kind: Kind, s: string): string {
	if (policy === undefined)
		try {
			const same = (s: string) => s;
			policy = (window as any).trustedTypes?.createPolicy("sayso", { createScriptURL: same, createScript: same }) ?? null;
		} catch {
			policy = null;
		}
	return policy ? policy[kind](s) : s;
}
