// Stops requests that scripts of the page make to the hosts of services whose
// category is not granted: scripts that nobody has put behind a gate, and what
// they load in turn. The page's own markup is out of reach: the browser has
// asked for it before any script can say no.
//
// What is stopped looks to the script like a network that fails. Addresses of
// elements are kept, and given to them when the category is granted.

import { type Declared, holds } from "../declared";
import type { Core, Hooks } from "../feature";

type Guarded = Declared & { hosts: string[] };

/** Which attribute of which element loads something. */
const loads: [element: { prototype: Element }, attribute: string][] = [
	[HTMLScriptElement, "src"],
	[HTMLImageElement, "src"],
	[HTMLImageElement, "srcset"],
	[HTMLIFrameElement, "src"],
	[HTMLMediaElement, "src"],
	[HTMLSourceElement, "src"],
	[HTMLEmbedElement, "src"],
	[HTMLObjectElement, "data"],
	[HTMLLinkElement, "href"],
];

export default (core: Core): Hooks => {
	const held = new Map<Element, Map<string, string>>();
	const setAttribute = Element.prototype.setAttribute;

	// stops reports whether an address belongs to services of which none may work.
	const stops = (address: unknown): boolean => {
		let url: URL;
		try {
			url = new URL(String(address).trim().split(/\s/)[0]!, document.baseURI);
		} catch {
			return false;
		}
		const services: Guarded[] = core.view().options!.block.services;
		const those = services.filter((s) => s.hosts.some((host) => covers(host, url)));
		return those.length > 0 && !those.some((s) => holds(core, s));
	};
	// keep keeps an address back from an element, if it has to be.
	const keep = (el: Element, name: string, value: string): boolean => {
		if (!loads.some(([type, attribute]) => attribute == name && el instanceof (type as any))) return false;
		const kept = held.get(el) || new Map();
		kept.delete(name);
		if (!stops(value) || (el instanceof HTMLElement && el.dataset.sayso != null && core.may(el))) return false;
		held.set(el, kept.set(name, value));
		return true;
	};
	const keepAll = (node: Node): void => {
		if (!(node instanceof Element || node instanceof DocumentFragment)) return;
		for (const el of [node, ...node.querySelectorAll("*")])
			if (el instanceof Element)
				for (const { name, value } of [...el.attributes]) if (keep(el, name, value)) el.removeAttribute(name);
	};

	requests(stops);
	Element.prototype.setAttribute = function (name: string, value: string) {
		if (!keep(this, name.toLowerCase(), value)) setAttribute.call(this, name, value);
	};
	for (const [{ prototype }, name] of loads) {
		const own = Object.getOwnPropertyDescriptor(prototype, name)!;
		Object.defineProperty(prototype, name, {
			...own,
			set(value) {
				if (!keep(this, name, value)) own.set!.call(this, value);
			},
		});
	}
	for (const name of ["appendChild", "insertBefore"] as const) {
		const insert: Function = Node.prototype[name];
		Node.prototype[name] = function (this: Node, ...args: any[]) {
			keepAll(args[0]);
			return insert.apply(this, args);
		};
	}
	return {
		settle() {
			for (const [el, kept] of held)
				for (const [name, value] of kept)
					if (!stops(value)) {
						kept.delete(name);
						setAttribute.call(el, name, value);
					}
		},
	};
};

// covers reports whether an entry of a service's hosts stands for the address.
function covers(entry: string, url: URL): boolean {
	const [host, ...path] = entry.split("/") as [string, ...string[]];
	const at = host.includes(":") ? url.host : url.hostname;
	if (path.length) return at == host && url.pathname.startsWith("/" + path.join("/"));
	return at == host || at.endsWith("." + host);
}

// requests puts a guard before each way to ask the network by name.
function requests(stops: (address: unknown) => boolean): void {
	const { fetch, XMLHttpRequest: XHR } = self;
	const why = "sayso: the visitor has not granted this";
	self.fetch = (input, init) =>
		stops(input instanceof Request ? input.url : input) ? Promise.reject(new TypeError(why)) : fetch(input, init);

	const { open, send } = XHR.prototype;
	const stopped = new WeakSet<XMLHttpRequest>();
	XHR.prototype.open = function (this: XMLHttpRequest, ...args: any[]) {
		stopped[stops(args[1]) ? "add" : "delete"](this);
		return (open as Function).apply(this, args);
	};
	XHR.prototype.send = function (body) {
		if (!stopped.has(this)) return send.call(this, body);
		setTimeout(() => ["error", "loadend"].forEach((name) => this.dispatchEvent(new ProgressEvent(name))));
	};

	const beacon = navigator.sendBeacon;
	navigator.sendBeacon = (url, data) => !stops(url) && beacon.call(navigator, url, data);

	for (const name of ["WebSocket", "EventSource"] as const)
		(self as any)[name] = new Proxy(self[name], {
			construct(type, args, as) {
				if (stops(String(args[0]).replace(/^ws/, "http"))) throw new DOMException(why, "SecurityError");
				return Reflect.construct(type, args, as);
			},
		});
}
