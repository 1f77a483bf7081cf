// The dialog: a native one, around the panel in a frame of the consent server.

import { mount, stage } from "./banner";
import type { Done, Message } from "./messages";
import type { Grants, View } from "./view";

let dialog: HTMLDialogElement | undefined;
let frame: HTMLIFrameElement;
/** When it was made, in Unix milliseconds; 0 once it was opened, as it is opened once. */
let made: number;
/** Whether the document in the frame listens. */
let ready: boolean;

/** What the page tells the panel, and hears from it. */
export interface Page {
	view: View;
	grants: Grants;
	state(): Message;
	heard(message: Done): void;
}

/** The address of the panel's document, as things stand on the page. */
const address = ({ view, grants }: Page): string =>
	`${view.server}${view.panel}&origin=${location.origin}&on=` + Object.keys(grants).filter((key) => grants[key]).join(".");

/** Makes a closed dialog, whose frame fetches the panel's document at once. */
function make(page: Page): HTMLDialogElement {
	const mine = document.createElement("dialog");
	dialog?.remove();
	dialog = mine;
	frame = document.createElement("iframe");
	frame.dataset.saysoPanel = "";
	frame.part.add("panel");
	frame.title = "Sayso";
	frame.src = address(page);
	made = Date.now();
	ready = false;
	const from = frame;
	addEventListener("message", function hear({ origin, source, data }: MessageEvent) {
		if (dialog != mine) removeEventListener("message", hear);
		else if (origin == server(from) && source == from.contentWindow && data?.sayso)
			if (data.sayso == "ready") {
				ready = true;
				from.title = data.title || from.title;
				greet(page);
			} else if (/^(choice|close)$/.test(data.sayso)) page.heard(data);
	});
	mine.part.add("dialog");
	mine.append(frame);
	stage(page.view).append(mine);
	mount();
	return mine;
}

/** The origin that a frame shows. */
const server = (from: HTMLIFrameElement): string => new URL(from.src).origin;

/** Tells the frame what holds on the page, once somebody sees the panel. */
function greet(page: Page): void {
	frame.contentWindow!.postMessage(dialog!.open ? page.state() : { sayso: "warm" }, server(frame));
}

/**
 * Makes the dialog ahead of the press that opens it. A fetch by the page would
 * not do, as browsers keep a cache for each site that embeds another. Not on
 * slow or costly lines.
 */
export function warm(page: Page): void {
	const { saveData, effectiveType } = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection || {};
	if (!dialog && !saveData && !/[23]g/.test(effectiveType || "")) make(page);
}

/**
 * Opens the panel. The browser makes the page behind inert; when the panel
 * closes, focus returns to opener. What was made ahead is used if it is what
 * would be made now, and not older than five minutes.
 */
export function open(page: Page, opener: HTMLElement | null): void {
	if (dialog?.open && dialog.matches(":modal")) return; // in a body that was replaced it is open, and not modal
	const shown = dialog && Date.now() - made < 3e5 && frame.getAttribute("src") == address(page) ? dialog : make(page);
	if (!shown.isConnected) ready = false; // put back, the frame loads anew
	stage(page.view);
	shown.onclose = () => {
		drop();
		opener?.focus();
	};
	made = 0; // so what was ticked is gone with the dialog, also when "close" comes late
	shown.showModal();
	frame.focus();
	if (ready) greet(page);
}

/** Closes the panel. */
export const close = (): void => dialog?.close();

/** Forgets a dialog that nobody opened, or that was closed. */
export function drop(): void {
	if (dialog?.open) return;
	dialog?.remove();
	dialog = undefined;
}
