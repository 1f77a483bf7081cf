// The host of the features: it is sent with the first of them, so that a site
// without any pays nothing for it. See feature.ts.

import type { Core, Feature, Hooks } from "./feature";

/** What the loader asks of the host. */
export interface Host {
	/** Starts the features, and gives what they add to window.sayso. */
	use(core: Core): object;
	/** Tells the features. One that fails keeps nobody from hearing. */
	tell<N extends "settle" | "choice" | "gate">(name: N, ...news: Parameters<NonNullable<Hooks[N]>>): void;
	/** Asks the features whether a gate may be open. Where one fails it may not. */
	judge(gate: HTMLElement, granted: boolean): boolean;
}

export default (features: Feature[]): Host => {
	let hooks: Hooks[] = [];
	let core: Core;

	const attempt = <T>(what: () => T): T | undefined => {
		try {
			return what();
		} catch (e) {
			core.fail("a feature failed: " + e);
			return;
		}
	};
	return {
		use(it) {
			core = it;
			hooks = features.map((feature) => attempt(() => feature(core)) || {});
			return Object.assign({}, ...hooks.map((hook) => hook.api));
		},
		tell(name, ...news) {
			for (const hook of hooks) attempt(() => (hook[name] as any)?.(...news));
		},
		judge(gate, granted) {
			for (const { may } of hooks) if (may) granted = attempt(() => may(gate, granted)) || false;
			return granted;
		},
	};
};
