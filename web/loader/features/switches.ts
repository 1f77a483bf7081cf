// Switches for single services within a category: a visitor who grants
// analytics can still refuse one service of it. Gates name their service:
// data-sayso="analytics" data-sayso-service="matomo".
//
// The receipt speaks of categories, and they decide. What is kept here only
// narrows: without the category a service is off whatever its switch says, and
// a cookie that somebody tampers with can shut gates but never open one. So it
// needs no signature.

import type { Core, Hooks } from "../feature";

/** What options.switches holds: see the Go file server/internal/view/options.go. */
interface Options {
	services: { id: string; name: string; category: string }[];
}

const box = "input[data-sayso-service-toggle]";

export default (core: Core): Hooks => {
	const services = () => (core.view().options!.switches as Options).services;
	let off: Set<string> | undefined;
	const cookie = () => core.view().cookie + "_off";

	const refused = (): Set<string> => {
		if (!off) {
			const kept = core.view().max_age_s && document.cookie.split("; ").find((c) => c.startsWith(cookie() + "="));
			off = new Set(kept ? kept.split("=")[1]!.split(".") : []);
		}
		return off;
	};
	const sync = (): void =>
		document.querySelectorAll<HTMLInputElement>(box).forEach((input) => {
			const id = input.dataset.saysoServiceToggle!;
			input.checked = on(id);
			input.disabled = !core.allowed(services().find((s) => s.id == id)?.category || "");
		});
	const on = (id: string): boolean => {
		const service = services().find((s) => s.id == id);
		return !!service && core.allowed(service.category) && !refused().has(id);
	};
	const turn = (id: string, to: boolean): void => {
		refused()[to ? "delete" : "add"](id);
		const { max_age_s: age } = core.view();
		// Not longer than a choice may be kept; nothing at all where nothing may.
		if (age) {
			const secure = location.protocol == "https:" ? ";Secure" : "";
			document.cookie = `${cookie()}=${[...refused()].join(".")};Max-Age=${refused().size ? age : 0};Path=/;SameSite=Lax${secure}`;
		}
		core.settle();
		sync();
		core.emit("change", core.grants());
	};
	document.addEventListener("change", ({ target }) => {
		if (target instanceof HTMLInputElement && target.matches(box)) turn(target.dataset.saysoServiceToggle!, target.checked);
	});
	return {
		may: (gate, granted) => granted && !refused().has(gate.dataset.saysoService || ""),
		settle: () => void setTimeout(sync),
		api: {
			services: () => Object.fromEntries(services().map(({ id }) => [id, on(id)])),
			service: turn,
		},
	};
};
