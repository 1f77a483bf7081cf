// Tells the site's owner of hosts and cookies that the site file does not
// declare, so that a forgotten tag is found. Only names are told, never a value
// or an address; and of a name, only what cannot stand for a visitor: a run of
// digits or of a long hexadecimal number becomes "*".

import { likeAny } from "../declared";
import type { Core, Hooks } from "../feature";

/** What options.report holds: see the Go file server/internal/view/options.go. */
interface Options {
	hosts: string[];
	cookies: string[];
}

// How long a page settles before it is looked at, in milliseconds.
const patience = 3000;

export default (core: Core): Hooks => {
	const told = new Set<string>();
	const look = (): void => {
		const view = core.view();
		const options: Options | undefined = view.options!.report;
		if (!options) return; // this visitor's plan allows nothing to be looked at
		const declared = likeAny(options.cookies);
		const own = [location.hostname, new URL(view.server).hostname];
		const known = (host: string) =>
			own.includes(host) || options.hosts.some((h) => host == h.split(/[/:]/)[0] || host.endsWith("." + h));
		const cookies = document.cookie.split("; ").map((c) => c.split("=")[0]!);
		const hosts = performance.getEntriesByType("resource").map((e) => /^(http|ws)/.test(e.name) ? new URL(e.name).hostname : "");
		const fresh = (names: string[]) => [...new Set(names)].filter((n) => n && !told.has(n) && told.add(n)).slice(0, 20);
		const body = {
			site: view.site,
			cookies: fresh(cookies.filter((c) => !declared(c) && !c.startsWith(view.cookie)).map(mask)),
			hosts: fresh(hosts.filter((h) => !known(h)).map(mask)),
		};
		if (body.cookies.length + body.hosts.length)
			fetch(view.server + "/v1/reports", {
				method: "POST",
				body: JSON.stringify(body),
				keepalive: true,
				credentials: "omit",
			}).catch(() => {}); // a report that is lost is made again on another page
	};
	const soon = () => setTimeout(look, patience);
	if (document.readyState == "complete") soon();
	else addEventListener("load", soon);
	return { choice: () => void soon() };
};

const mask = (name: string): string => name.slice(0, 64).replace(/[0-9a-f]{8,}(?![g-z])|\d{3,}/gi, "*");
