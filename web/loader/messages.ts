// Messages between the page and the panel's frame. Both sides check origin
// and source, and ignore what they do not know.

import type { Answer, Grants } from "./view";

/** One message, either way. */
export type Message =
	/** Frame to page: it listens; its title names the frame. */
	| { sayso: "ready"; title: string }
	/** Page to frame: nobody sees it yet; it may fetch what it will need. */
	| { sayso: "warm" }
	/** Page to frame: what holds on the page now. */
	| { sayso: "state"; receipt: string; grants: Grants; gpc: boolean }
	| Done;

/** What the frame has to say at an end of something. */
export type Done =
	/** A choice was recorded; the panel may want to stay open. */
	| { sayso: "choice"; answer: Answer; stay?: boolean | undefined }
	/** Closed without a change. */
	| { sayso: "close"; stay?: undefined };
