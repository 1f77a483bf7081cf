// The script that a site embeds. It holds no rules: the server computed what
// holds before a choice and what each button does; here it is compared and
// applied. Whatever goes wrong, the gates stay shut and the page works.

import { refetch } from "./api";
import * as banner from "./banner";
import { ask, choose, hush, listen, lookAgain, page, query, record } from "./choice";
import * as cookie from "./cookie";
import * as dialog from "./dialog";
import * as gates from "./gates";
import { host } from "./hooks";
import { allowed, emit, fail, grants, look, settle, signal, take, token, unseen, view } from "./state";
import type { Core } from "./feature";
import type { Sayso, SaysoCall, SaysoEvents } from "./sayso";
import type { Grants, View } from "./view";

// In the place of this name the server puts the view of the visitor.
declare const __SAYSO_VIEW__: View;
const given = __SAYSO_VIEW__;

const press = (action: string, button: HTMLElement): unknown => {
	if (action == "open_preferences") return open(button);
	if (action == "leave") return location.assign(view.leave || "about:blank");
	return view.buttons[action] ? choose(action) : (banner.hide(), dialog.drop());
};

function open(opener = document.activeElement as HTMLElement | null): void {
	// Where the site has an interface of its own, that is what opens.
	if (!view.style) return emit("show");
	dialog.open(page(), opener);
}

/**
 * Reads the tag. A signal that did not reach the server, or an attribute of
 * the tag that its address does not say, asks for another view.
 */
async function consider(tag: HTMLScriptElement | null): Promise<void> {
	new URL(tag?.src || origin).searchParams.forEach((value, name) => query.set(name, value));
	query.set("site", view.site);
	const before = query.toString();
	const { lang, account, headless } = tag?.dataset || {};
	if (lang) query.set("lang", lang);
	if (account) query.set("account", account);
	if (headless != null) query.set("headless", "1");
	if (signal && view.plan.gpc != "honoured" && view.signal_off) query.set("gpc", "1");
	// The versioned loader comes without the view of a visitor.
	if (!view.token || query.toString() != before) look(await refetch(view, query));
}

async function start(tag: HTMLScriptElement | null, ready: (api: Sayso) => void): Promise<void> {
	if (origin == "null") return;
	await consider(tag).catch((e) => fail(e.message));
	const jws = cookie.read(view);
	if (jws) await take(jws);
	settle();
	gates.watch(banner.mount);
	// Other tabs can wait until the banner is on screen.
	setTimeout(listen, 99);
	ready(api);
	emit("ready", { ...grants });
	seen();
}

// Before a prerendered page is seen, its gates stay shut and nobody is asked.
function seen(): void {
	if (unseen()) return document.addEventListener("prerenderingchange", () => lookAgain().then(seen), { once: true });
	gates.sweep();
	ask();
}

function listenToPage(): void {
	document.addEventListener("click", (e) => {
		const [target] = e.composedPath();
		if (!(target instanceof Element)) return;
		const button = target.closest<HTMLElement>("[data-sayso-open],[data-sayso-action]");
		if (!button) return;
		if (button.matches("[data-sayso-open]")) {
			e.preventDefault();
			open(button);
		} else if (button.getRootNode() instanceof ShadowRoot) press(button.dataset.saysoAction!, button);
	});
	addEventListener("pagehide", () => {
		hush();
		dialog.drop(); // a frame that still loads would keep the page from coming back whole
	});
	addEventListener("pageshow", (e) => {
		if (e.persisted) listen();
	});
}

const core: Core = {
	view: () => view,
	grants: () => grants,
	token: () => token,
	allowed,
	may: gates.may,
	choose,
	record: (answer) => record(answer),
	settle,
	emit,
	fail,
};

// run makes a call that was put into the queue, perhaps before we were here.
function run(call: SaysoCall): void {
	try {
		if (typeof call == "function") call(api);
		else (api as any)[call[0]](...call.slice(1));
	} catch (e) {
		fail("a queued call failed: " + e);
	}
}

type Name = keyof SaysoEvents;
type Hearer = (event: CustomEvent<any>) => void;

let api: Sayso;

function begin(tag: HTMLScriptElement | null): void {
	const early = window.sayso?.q as SaysoCall[] | undefined;
	look(given);
	window.sayso = api = {
		q: { push: (...calls: SaysoCall[]) => calls.forEach(run) },
		ready: new Promise((ready) => start(tag, ready).catch((e) => fail(e.message))),
		get plan() {
			return view.plan as Sayso["plan"];
		},
		choices: (): Grants => ({ ...grants }),
		allowed,
		open: () => open(),
		accept: () => choose("accept_all"),
		reject: () => choose("reject_all"),
		save: (wanted: Grants) => choose("save_choices", wanted),
		withdraw: () => choose("withdraw"),
		on: (name: Name, fn: Hearer) => document.addEventListener(`sayso:${name}`, fn),
		off: (name: Name, fn: Hearer) => document.removeEventListener(`sayso:${name}`, fn),
	};
	if (origin == "null") return fail("a page of no origin (file:, sandbox) keeps no choice");
	if (host) Object.assign(api, host.use(core));
	listenToPage();
	early?.forEach?.(run);
}

// A tag that was put in twice does nothing the second time. An element of the
// page with the id "sayso" is not us.
if (!window.sayso?.ready) begin(document.currentScript as HTMLScriptElement | null);
