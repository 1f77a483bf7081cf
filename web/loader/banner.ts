// The element <sayso-banner>: the banner, and the dialog around the panel.

import { fail } from "./state";
import type { Drawing, View } from "./view";

let host: HTMLElement | undefined;
let root: ShadowRoot;
let sheet: CSSStyleSheet;
let returns = 0;
let returned = 0;

/**
 * The shadow root, made when it is first needed. It stands first in the body,
 * so that the keyboard meets the banner before the page.
 */
export function stage(view: View): ShadowRoot {
	if (!host) {
		host = document.createElement("sayso-banner");
		host.dataset.nosnippet = "";
		root = host.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [(sheet = new CSSStyleSheet())];
	}
	host.lang = view.lang;
	host.dir = view.dir;
	sheet.replaceSync(view.style || "");
	returns = 0;
	mount();
	return root;
}

/**
 * Puts the element back when the page lost it, as single-page applications do.
 * A page that goes on throwing it out gets its will after twenty times, until it
 * was quiet for a second.
 */
export function mount(): void {
	if (!host || host.isConnected || !root.firstChild || !document.body) return;
	const now = performance.now();
	if (now - returned > 1e3) returns = 0;
	returned = now;
	if (returns++ < 20) document.body.prepend(host);
}

/** Shows the banner. It takes no focus away from the page. */
export function show(view: View): void {
	hide();
	const box = draw(view.banner!) as HTMLElement;
	stage(view).prepend(box);
	mount();
	requestAnimationFrame(() => giveWay(box));
	setTimeout(() => {
		if (shown() && host!.checkVisibility?.() === false) fail("something hides the banner");
	}, 1e3);
	addEventListener("focusin", uncover);
}

// giveWay leaves the largest paint to the page. Where no text or image of the page
// counts for more than the banner's text, the banner is painted in its first frame but
// not seen, and so does not count; so also in a window too low for the text. A
// fade would take longer; without will-change it would not even be painted.
function giveWay(box: HTMLElement): void {
	const size = (el: Element) => {
		// As browsers count: of text the lines, not the box that they stand in, and an
		// image once it is there. Its paragraph is not text.
		const lines = document.createRange();
		lines.selectNodeContents(el);
		const { top, bottom, width, height } = ((el as HTMLImageElement).naturalWidth ? el : lines).getBoundingClientRect();
		return top < 0 || bottom > innerHeight || el.querySelector("img") ? 0 : width * height;
	};
	const text = size(box.querySelector("p")!);
	if (text && [...document.querySelectorAll("h1,p,img")].slice(0, 50).some((el) => size(el) > text)) return;
	box.style.cssText = "will-change:opacity;opacity:0";
	setTimeout(() => (box.style.opacity = ""));
}

// uncover keeps the focus in sight for those who go on in the page (WCAG
// 2.4.11): what lies behind the banner is scrolled out of it, and at the end
// of the page, where nothing scrolls, the banner makes way.
function uncover({ target }: Event): void {
	const box = shown() as HTMLElement | undefined;
	const top = (el: Element) => el.getBoundingClientRect().top;
	const under = () => Math.max(0, top(target as Element) - top(box!) + 40);
	if (box && target != host)
		requestAnimationFrame(() => {
			box.style.inset = "";
			scrollBy(0, under());
			if (under()) box.style.inset = "12px 12px auto";
		});
}

/** Takes the banner away. */
export const hide = (): void => shown()?.remove();

/**
 * Marks the banner as waiting for the server's answer, or says on it that
 * nothing was recorded.
 */
export function busy(on: boolean, failed = false): void {
	shown()?.setAttribute("aria-busy", "" + on);
	const problem = host && root.querySelector<HTMLElement>("[data-sayso-error]");
	if (problem) problem.hidden = !failed;
}

/** The banner, while it is there. */
export const shown = () => host && root.querySelector(":host > :not(dialog,iframe)");

// draw builds a drawing with createElement: nothing for Trusted Types to mind.
function draw(drawing: Drawing): Node {
	if (typeof drawing == "string") return document.createTextNode(drawing);
	const [tag, attributes, ...children] = drawing;
	const el = document.createElement(tag);
	for (const name in attributes) el.setAttribute(name, attributes[name]!);
	el.append(...children.map(draw));
	return el;
}
