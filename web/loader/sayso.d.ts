// Types of window.sayso. Copy this file into a project, or name it in
// "types": the loader itself needs nothing but its script tag.

/** A category ("analytics"), a purpose ("sale_or_share") or a permission. */
export type SaysoKey = string;

/** For each key whether it is granted. A missing key was not spoken of. */
export type SaysoGrants = Record<SaysoKey, boolean>;

export type SaysoState = "locked_on" | "on" | "off" | "locked_off" | "n/a";

/** What the server computed for this visitor. */
export interface SaysoPlan {
	readonly profile: string;
	readonly policy_version: string;
	readonly banner: "none" | "notice" | "necessary_terms" | "opt_in" | "opt_out" | "reconsent" | "update_notice";
	/** What holds before a choice. */
	readonly defaults: Readonly<Record<SaysoKey, SaysoState>>;
	readonly actions: readonly string[];
	readonly notes: readonly string[];
	readonly gpc: "honoured" | "none";
}

/** What the server answered to a recorded choice. */
export interface SaysoAnswer {
	/** The receipt: a compact JWS. */
	readonly receipt: string;
	readonly decision: string;
	/** RFC 3339. */
	readonly decided_at: string;
	readonly valid_until: string;
	readonly grants: SaysoGrants;
}

/** What each event carries in its detail. On document it is "sayso:" + name. */
export interface SaysoEvents {
	/** The stored choice was read; what holds is known. */
	ready: SaysoGrants;
	/** The banner is on screen; on a headless site: ask now, or open() was called. */
	show: undefined;
	/** A choice was recorded. */
	choice: SaysoAnswer;
	/** Something else holds than before. */
	change: SaysoGrants;
	/** What went wrong, in one sentence. */
	error: string;
}

/**
 * A call in the queue: a function, or a method's name and what it takes. A page
 * that loads the tag async writes, anywhere,
 *
 *     window.sayso ||= { q: [] };
 *     sayso.q.push(["open"], (sayso) => sayso.on("change", listen));
 *
 * and the calls are made once the loader is there, in their order.
 */
export type SaysoCall = ((sayso: Sayso) => void) | [method: "open" | "accept" | "reject" | "save" | "withdraw" | "on" | "off", ...args: any[]];

export interface Sayso {
	/** The queue: what is put into it is called at once. */
	readonly q: { push(...calls: SaysoCall[]): void };
	/** Resolves when the stored choice has been read. */
	readonly ready: Promise<Sayso>;
	readonly plan: SaysoPlan;
	/** What is granted now. */
	choices(): SaysoGrants;
	/** Whether one key is granted now. False before ready. */
	allowed(key: SaysoKey): boolean;
	/** Opens the preference panel; on a headless site, sends the event show. */
	open(): void;
	/** Each resolves to whether the choice was recorded. */
	accept(): Promise<boolean>;
	reject(): Promise<boolean>;
	save(grants: SaysoGrants): Promise<boolean>;
	withdraw(): Promise<boolean>;
	/** For sites with switches: each optional service, and whether it is on. */
	services?(): Record<string, boolean>;
	/** Turns one service on or off within its category, which goes first. */
	service?(id: string, on: boolean): void;
	/**
	 * The address of another page, with a pass that takes the visitor's choice
	 * along; as it is without a choice. Only where the site file says handover.
	 */
	handover?(address: string): Promise<string>;
	on<E extends keyof SaysoEvents>(event: E, fn: (event: CustomEvent<SaysoEvents[E]>) => void): void;
	off<E extends keyof SaysoEvents>(event: E, fn: (event: CustomEvent<SaysoEvents[E]>) => void): void;
}

declare global {
	interface Window {
		sayso: Sayso;
	}
	interface DocumentEventMap {
		"sayso:ready": CustomEvent<SaysoEvents["ready"]>;
		"sayso:show": CustomEvent<SaysoEvents["show"]>;
		"sayso:choice": CustomEvent<SaysoEvents["choice"]>;
		"sayso:change": CustomEvent<SaysoEvents["change"]>;
		"sayso:error": CustomEvent<SaysoEvents["error"]>;
	}
}
