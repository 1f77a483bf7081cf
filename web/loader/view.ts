// What the server tells the loader: see the Go package app/wire, file view.go.

/** For each key whether it is granted. A missing key was not spoken of. */
export type Grants = Record<string, boolean>;

/** One node of a drawing: a text, or ["tag", {attributes}, child, ...]. */
export type Drawing = string | [tag: string, attributes: Record<string, string>, ...children: Drawing[]];

/** Everything about this visit that was computed on the server. */
export interface View {
	site: string;
	profile: string;
	version: string;
	token: string;
	/** The consent server: origin and path prefix, no final slash. */
	server: string;
	/** Public keys (JWK) by key id. */
	keys: Record<string, JsonWebKey>;
	cookie: string;
	/** Cap in seconds for what is stored here; 0 forbids storage. */
	max_age_s: number;
	/** The domain whose subdomains share the cookie. */
	share?: string;
	/** The domain that the server has in common with the page, and sets the cookie for. */
	own?: string;
	plan: Plan;
	/** What each choosing button grants and refuses. */
	buttons: Record<string, Grants>;
	/** The keys that Global Privacy Control turns off. */
	signal_off?: string[];
	ask: boolean;
	/** Where a visitor goes who cannot accept what is necessary. */
	leave?: string;
	banner?: Drawing;
	style?: string;
	/** Stands in for the clock on demo sites, in Unix seconds. */
	now?: number;
	panel: string;
	/** What each feature of the site is told, by its name: see feature.ts. */
	options?: Record<string, any>;
	lang: string;
	dir: string;
}

/** The part of the plan that pages may read. */
export interface Plan {
	profile: string;
	policy_version: string;
	banner: string;
	defaults: Record<string, string>;
	actions: string[];
	notes: string[];
	gpc: string;
}

/** What the server says to a recorded choice. */
export interface Answer {
	receipt: string;
	decision: string;
	decided_at: string;
	valid_until: string;
	grants: Grants;
}

/** The time of the decision in Unix seconds. */
export const now = (view: View): number => view.now || Date.now() / 1e3;
