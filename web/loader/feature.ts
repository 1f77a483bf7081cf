// Optional parts of the loader. A site gets those that its file switches on,
// and not a byte of the others.
//
// How a feature comes to a page:
//
//   1. web/loader/features/NAME.ts has one default export, a Feature.
//   2. web/build bundles each for itself into web/built/feature-NAME.js, as one
//      expression. A feature imports types from here and code from files of its
//      own; what the loader has, it gets by Core.
//   3. server/internal/view lists the features: when a site uses one, and what
//      it is told. It writes the used ones, within their host (host.ts), in the
//      place of the name __SAYSO_FEATURES__ in loader-hosting.js; a site that
//      uses none gets loader.js, which has no such place. That is done once for
//      each site; answers are kept per variant as before.
//   4. The options stand in the view as options.NAME. Their type is the
//      feature's own: app/wire knows them as JSON only.
//   5. The loader calls every feature once, in the server's order and at once,
//      before any later script of the page can run. A feature that throws is
//      left out, with a line on the console; the gates are not touched by it.
//
// A feature holds no rules, as the loader does: it can narrow what is granted
// and never widen it.

import type { Answer, Grants, View } from "./view";

/** A feature is called once, before the stored choice has been read. */
export type Feature = (core: Core) => Hooks | void;

/** What the loader offers to features. */
export interface Core {
	/** The view that holds now: ask anew each time, it may be fetched again. */
	view(): View;
	/** What is granted now; nothing before the stored choice has been read. */
	grants(): Grants;
	/** The receipt that is held; "" without one. */
	token(): string;
	/** Whether a key is granted now. */
	allowed(key: string): boolean;
	/** Whether a gate may be open now, by all who have a say. */
	may(gate: HTMLElement): boolean;
	/** Makes a choice, as window.sayso does; resolves to whether it was recorded. */
	choose(method: string, grants?: Grants): Promise<boolean>;
	/** Takes over a choice that the server has recorded, as after choose. */
	record(answer: Answer): Promise<boolean>;
	/**
	 * Computes anew what holds, tells everybody and looks at every gate: call it
	 * when the answer of a hook has changed, and never within a hook.
	 */
	settle(): void;
	/** Sends an event to the page: the DOM event sayso:NAME. */
	emit(name: string, detail?: unknown): void;
	/** Tells the page and, in one line, the console what went wrong. */
	fail(what: string): void;
}

/** What a feature wants to be asked or told. All are called synchronously. */
export interface Hooks {
	/** What holds was computed anew, perhaps unchanged; the gates move after it. */
	settle?(grants: Grants): void;
	/** A choice was recorded. */
	choice?(answer: Answer): void;
	/**
	 * Whether a gate whose keys are (or are not) all granted may be open. Give
	 * granted back, or false to keep the gate shut. True for a gate that is not
	 * granted shows this one element by the visitor's own press on it.
	 */
	may?(gate: HTMLElement, granted: boolean): boolean;
	/** A gate other than a script was looked at, and is open or shut now. */
	gate?(gate: HTMLElement, open: boolean): void;
	/** More methods for window.sayso. */
	api?: object;
}
