// Deletes what the services of a site left on the device, as long as their
// category (or the service itself) is not granted (COM-15): when it is
// withdrawn, on the same page and in other tabs, and when a page begins.

import { type Declared, holds, likeAny } from "../declared";
import type { Core, Hooks } from "../feature";

type Kind = "cookies" | "local" | "session" | "indexeddb" | "caches";

/** What options.clean holds: see the Go file server/internal/view/options.go. */
interface Options {
	/** Registrable domains of the site: cookies can be set for no more. */
	domains: string[];
	/** A service, or (with an empty id) the site's own scripts in a category. */
	services: (Declared & Partial<Record<Kind, string[]>>)[];
}

export default (core: Core): Hooks => {
	const sweep = (): void => {
		const { domains, services } = core.view().options!.clean as Options;
		const held = services.filter((s) => holds(core, s));
		const gone = services.filter((s) => !held.includes(s));
		// What is gone by one service's list stays if another that holds has it too.
		const named = (list: Options["services"], kind: Kind) => list.flatMap((s) => s[kind] || []);
		const doomed = (kind: Kind) => {
			const [out, keep] = [likeAny(named(gone, kind)), likeAny(named(held, kind))];
			return (name: string) => out(name) && !keep(name);
		};
		cookies(doomed("cookies"), domains);
		store(() => localStorage, doomed("local"));
		store(() => sessionStorage, doomed("session"));
		databases(doomed("indexeddb"), named(gone, "indexeddb"));
		const cache = doomed("caches");
		self.caches?.keys().then((names) => names.filter(cache).forEach((name) => caches.delete(name)), () => {});
	};
	// A script that still runs may write again what was deleted: once more a
	// moment later, and when the page goes.
	addEventListener("pagehide", sweep);
	return {
		settle() {
			sweep();
			setTimeout(sweep, 1000);
		},
	};
};

// cookies deletes by name on every domain and path that the cookie can have
// been set for from this page: document.cookie does not tell which it was.
function cookies(doomed: (name: string) => boolean, domains: string[]): void {
	const host = location.hostname;
	const above = domains.find((d) => host == d || host.endsWith("." + d));
	const on = [""];
	for (let d = host; above && d.endsWith(above); d = d.slice(d.indexOf(".") + 1)) {
		on.push(";Domain=" + d);
		if (d == above) break;
	}
	const paths = ["/"];
	location.pathname.split("/").slice(1).reduce((path, part) => {
		paths.push(path + part, path + part + "/");
		return path + part + "/";
	}, "/");
	for (const one of document.cookie.split("; ")) {
		const name = one.split("=")[0]!;
		if (name && doomed(name))
			for (const domain of on) for (const path of paths) document.cookie = `${name}=;Max-Age=0;Path=${path}${domain}`;
	}
}

// store empties one of the two storages. Reading it can be forbidden.
function store(of: () => Storage, doomed: (name: string) => boolean): void {
	try {
		const storage = of();
		Object.keys(storage).filter(doomed).forEach((name) => storage.removeItem(name));
	} catch {
		// Nothing can have been kept either.
	}
}

// databases asks for the names where the browser tells, and else tries those
// that are written out.
async function databases(doomed: (name: string) => boolean, names: string[]): Promise<void> {
	const all = names.length ? await self.indexedDB?.databases?.().then((d) => d.map((one) => one.name!), () => names) : [];
	for (const name of all || names) if (doomed(name)) indexedDB.deleteDatabase(name);
}
