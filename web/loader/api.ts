// What the loader asks the consent server.

import type { Answer, View } from "./view";

/** The body of POST /v1/choices. */
export interface Submission {
	site: string;
	plan: string;
	method: string;
	grants?: Record<string, boolean> | undefined;
	key: string;
	previous?: string | undefined;
	gpc?: boolean | undefined;
	waited_s?: number;
}

/** The status and body of an answer; status 0 when the server said nothing. */
export interface Reply {
	status: number;
	body?: any;
}

/**
 * A server of the page's own site sets the cookie itself; others get and set
 * none, and have no view.own: no host ends in ".undefined".
 */
const own = (view: View): boolean => `.${location.hostname}`.endsWith("." + view.own);

/**
 * Opens the line that a choice will take. Browsers keep requests without cookies
 * apart: the line that brought the script is of no use to them.
 */
export function connect(view: View): void {
	const link = document.createElement("link");
	link.rel = "preconnect";
	if (!own(view)) link.crossOrigin = "";
	link.href = view.server;
	document.head?.append(link); // a page may have lost its head
}

/**
 * Sends a choice, and once more when the server cannot be reached: the key in
 * it makes that safe. Sent as text/plain the request needs no preflight;
 * keepalive lets it outlive the page.
 */
export async function submit(view: View, body: Submission): Promise<Reply & { body?: Answer }> {
	const init: RequestInit = { method: "POST", body: JSON.stringify(body), keepalive: true, credentials: own(view) ? "include" : "omit" };
	const first = await ask(view.server + "/v1/choices", init);
	return first.status && first.status < 500 ? first : ask(view.server + "/v1/choices", init);
}

/** Fetches the view anew, with the query of the script tag and more. */
export async function refetch(view: View, query: URLSearchParams): Promise<View> {
	const reply = await ask(view.server + "/v1/view?" + query);
	if (reply.status != 200) throw Error("no view: " + reply.status);
	return reply.body;
}

async function ask(url: string, init?: RequestInit): Promise<Reply> {
	try {
		const response = await fetch(url, { credentials: "omit", ...init });
		return { status: response.status, body: await response.json() };
	} catch {
		return { status: 0 };
	}
}
