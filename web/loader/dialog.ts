// The dialog: a native one, around the panel in a frame of the consent server.

import { stage } from "./banner";
import type { Message } from "./messages";
import type { Grants, View } from "./view";

let dialog: HTMLDialogElement | undefined;

/** What the page tells the panel, and hears from it. */
export interface Page {
	view: View;
	grants: Grants;
	state(): Message;
	heard(message: Message): void;
}

/**
 * Opens the panel. The browser makes the page behind inert; when the panel
 * closes, focus returns to opener.
 */
export function open({ view, grants, state, heard }: Page, opener: HTMLElement | null): void {
	if (dialog) return;
	const url = new URL(view.server + view.panel);
	const on = Object.keys(grants).filter((key) => grants[key]);
	url.searchParams.set("origin", location.origin);
	url.searchParams.set("on", on.join("."));
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
