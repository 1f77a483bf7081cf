// The dialog: a native one, around the panel in a frame of the consent server.

import { stage } from "./banner";
import type { Done, Message } from "./messages";
import type { Grants, View } from "./view";

let dialog: HTMLDialogElement | undefined;

/** What the page tells the panel, and hears from it. */
export interface Page {
	view: View;
	grants: Grants;
	state(): Message;
	heard(message: Done): void;
}

/** The address of the panel's document, as things stand on the page. */
function address({ view, grants }: Pick<Page, "view" | "grants">): URL {
	const url = new URL(view.server + view.panel);
	url.searchParams.set("origin", location.origin);
	url.searchParams.set("on", Object.keys(grants).filter((key) => grants[key]).join("."));
	return url;
}

/**
 * Loads the panel once in a frame that nobody sees, and takes the frame away
 * again: the next one finds everything in the browser's cache. A fetch of the
 * page's would not do, as browsers keep a cache for each site that embeds
 * another. Not on slow or costly lines.
 */
export function warm(page: Pick<Page, "view" | "grants">): void {
	const { saveData, effectiveType } = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection || {};
	if (dialog || saveData || /[23]g/.test(effectiveType || "")) return;
	const url = address(page);
	const frame = document.createElement("iframe");
	frame.style.display = "none";
	frame.src = url.href;
	const hear = ({ source, data }: MessageEvent) => {
		if (source != frame.contentWindow) return;
		if (data?.sayso == "ready") return frame.contentWindow!.postMessage({ sayso: "warm" }, url.origin);
		removeEventListener("message", hear);
		frame.remove();
	};
	addEventListener("message", hear);
	stage(page.view).append(frame);
}

/**
 * Opens the panel. The browser makes the page behind inert; when the panel
 * closes, focus returns to opener.
 */
export function open({ view, grants, state, heard }: Page, opener: HTMLElement | null): void {
	if (dialog) return;
	const url = address({ view, grants });
	const frame = document.createElement("iframe");
	frame.setAttribute("data-sayso-panel", "");
	frame.setAttribute("part", "panel");
	frame.title = opener?.textContent?.trim() || "Sayso";
	frame.src = url.href;
	const hear = ({ origin, source, data }: MessageEvent) => {
		if (origin != url.origin || source != frame.contentWindow || !data?.sayso) return;
		if (data.sayso == "ready") {
			frame.title = data.title || frame.title;
			frame.contentWindow!.postMessage(state(), url.origin);
		} else heard(data);
	};
	dialog = document.createElement("dialog");
	dialog.setAttribute("part", "dialog");
	dialog.append(frame);
	dialog.onclose = () => {
		removeEventListener("message", hear);
		dialog!.remove();
		dialog = undefined;
		opener?.focus();
	};
	addEventListener("message", hear);
	stage(view).append(dialog);
	stage(view);
	dialog.showModal();
	frame.focus();
}

/** Closes the panel. */
export const close = (): void => dialog?.close();
