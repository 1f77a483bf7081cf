// What features know of the services that a site declares.

import type { Core } from "./feature";

/** A service, by the id in the site file, and the category it falls under. */
export interface Declared {
	id: string;
	category: string;
}

/** Whether a service may work now, by all who have a say in its gates. */
export function holds(core: Core, service: Declared): boolean {
	const gate = document.createElement("i");
	gate.dataset.sayso = service.category;
	if (service.id) gate.dataset.saysoService = service.id;
	return core.may(gate);
}

/** Whether a name has the form of one of patterns, in which * stands for one or more characters. */
export function likeAny(patterns: string[]): (name: string) => boolean {
	const parts = patterns.map((p) => p.split("*").map((part) => part.replace(/[^\w]/g, "\\$&")).join(".+"));
	const shape = new RegExp(`^(${parts.join("|")})$`, "s");
	return (name) => parts.length > 0 && shape.test(name);
}
