// IAB GPP: __gpp, CMP API 1.1. The strings were computed by Go; here one is
// picked, taken apart for those who ask for a field, and everybody told in the
// order that the specification has.

import type { Core, Feature } from "../feature";
import { type Layout, type Segment, parse } from "../section";
import { type Table, locator, pick, serve } from "../words";

interface Options {
	/** The section that applies at this place; 0 where none does. */
	id: number;
	name: string; // "usca"
	layout: Layout;
	apis: string[];
	table: Table;
	/** Whether a visitor must answer before anything is known. */
	waits: boolean;
}

type Callback = (data: unknown, success: boolean) => void;

class Platform {
	private listeners = new Map<number, Callback>();
	private lastId = 0;
	private text = "";
	private loaded = false;
	private visible = false;
	private ready = false;
	private settling = 0;
	private seen = new WeakSet<Node>();
	private observer = new MutationObserver(() => this.look());

	constructor(private core: Core) {}

	/** Answers one call of __gpp. */
	call = (command: string, callback: Callback = () => {}, parameter?: any): void => {
		switch (command) {
			case "ping":
				return callback(this.ping(), true);
			case "addEventListener":
				this.listeners.set(++this.lastId, callback);
				return callback(this.event("listenerRegistered", this.lastId, true), true);
			case "removeEventListener":
				return callback(this.event("listenerRemoved", parameter, this.listeners.delete(parameter)), true);
			case "hasSection":
				return callback(parameter in this.sections(), true);
			case "getSection":
				return this.give(callback, this.sections()[parameter]);
			case "getField":
				return this.give(callback, this.field(String(parameter)));
		}
		callback(null, false);
	};

	/** The stored choice has been read, or what holds was computed anew. */
	settle(): void {
		if (!this.loaded) {
			this.loaded = true;
			this.update();
			this.tell("cmpStatus", "loaded");
		}
		// A press on the banner takes it away in the same breath; that is told of
		// first, and what changed by it after.
		this.settling++;
		setTimeout(() => {
			this.settling--;
			this.look();
		});
	}

	/** Looks at the screen and at what holds, and tells what has changed since. */
	look(): void {
		if (!this.loaded) return;
		const root = document.querySelector("sayso-banner")?.shadowRoot;
		this.watch(root);
		// A closed dialog is put there in advance, and is not to be seen.
		const panel = !!root?.querySelector("dialog[open]");
		this.show(panel || !!root?.querySelector(":host > :not(dialog)"), panel);
		if (this.settling) return;
		const { waits } = this.options();
		this.update();
		const known = this.core.token() || !this.core.view().ask || !waits;
		if (known && !panel && !(this.visible && waits)) this.signal(true);
	}

	// The banner and the panel stand in one element below the body, which may not
	// be there yet.
	private watch(root: ShadowRoot | null | undefined): void {
		for (const node of [document.documentElement, document.body, root]) {
			if (!node || this.seen.has(node)) continue;
			this.seen.add(node);
			this.observer.observe(node, node == root ? { childList: true, subtree: true, attributeFilter: ["open"] } : { childList: true });
		}
	}

	private show(visible: boolean, panel: boolean): void {
		if (visible && (panel || this.options().waits)) this.signal(false);
		if (visible == this.visible) return;
		this.visible = visible;
		this.tell("cmpDisplayStatus", visible ? "visible" : "hidden");
	}

	private signal(ready: boolean): void {
		if (ready == this.ready) return;
		this.ready = ready;
		this.tell("signalStatus", ready ? "ready" : "not ready");
	}

	private update(): void {
		const { id, name, table } = this.options();
		const before = this.text;
		this.text = pick(table, this.core.grants(), this.core.token());
		if (id && before && before != this.text) this.tell("sectionChange", name);
	}

	private options = (): Options => this.core.view().options!.gpp;

	private sections(): Record<string, Segment[]> {
		const { id, name, layout } = this.options();
		return id && this.text ? { [name]: parse(this.text.split("~")[1]!, layout) } : {};
	}

	private field(path: string): unknown {
		const [name, field] = path.split(".") as [string, string];
		return this.sections()[name]?.find((segment) => field in segment)?.[field];
	}

	private give(callback: Callback, found: unknown): void {
		callback(found ?? null, found != null);
	}

	private event = (eventName: string, listenerId: number, data: unknown) => ({ eventName, listenerId, data, pingData: this.ping() });

	private tell(name: string, data: unknown): void {
		this.listeners.forEach((callback, id) => callback(this.event(name, id, data), true));
	}

	private ping() {
		const { id, apis } = this.options();
		return {
			gppVersion: "1.1",
			cmpStatus: this.loaded ? "loaded" : "loading",
			cmpDisplayStatus: this.visible ? "visible" : "hidden",
			signalStatus: this.ready ? "ready" : "not ready",
			supportedAPIs: apis,
			cmpId: 1, // what the specification has for those who are not registered
			sectionList: id && this.text ? [id] : [],
			applicableSections: [id || -1],
			gppString: this.text,
			parsedSections: this.sections(),
		};
	}
}

const gpp: Feature = (core) => {
	const page = window as any;
	const platform = new Platform(core);
	const early: [string, Callback?, unknown?][] = page.__gpp?.queue || [];
	// The call itself gives nothing back, whatever a callback does.
	page.__gpp = (...call: [string, Callback?, unknown?]) => void platform.call(...call);
	locator("__gppLocator");
	serve("__gpp", (command, parameter, reply) => platform.call(command, reply, parameter));
	early.forEach((call) => platform.call(...call));
	document.addEventListener("sayso:show", () => platform.look());
	return { settle: () => platform.settle() };
};

export default gpp;
