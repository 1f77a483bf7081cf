// The features of this page, and what they want to hear: see feature.ts.

import type { Core, Feature, Hooks } from "./feature";

// In the place of this name the server puts the features that the site uses.
declare const __SAYSO_FEATURES__: Feature[];

let hooks: Hooks[] = [];
let core: Core;

/** Starts the features, and gives what they add to window.sayso. */
export function use(it: Core): object[] {
	core = it;
	hooks = __SAYSO_FEATURES__.map((feature) => attempt(() => feature(core)) || {});
	return hooks.map((hook) => hook.api || {});
}

/** Tells the features. One that fails keeps nobody from hearing. */
export function tell<N extends "settle" | "choice" | "gate">(name: N, ...news: Parameters<NonNullable<Hooks[N]>>): void {
	for (const hook of hooks) attempt(() => (hook[name] as any)?.(...news));
}

/** Asks the features whether a gate may be open. Where one fails it may not. */
export function judge(gate: HTMLElement, granted: boolean): boolean {
	for (const { may } of hooks) if (may) granted = attempt(() => may(gate, granted)) || false;
	return granted;
}

function attempt<T>(what: () => T): T | undefined {
	try {
		return what();
	} catch (e) {
		core.fail("a feature failed: " + e);
		return;
	}
}
