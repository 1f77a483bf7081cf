// Words and two buttons in the place of frames, videos and other embeds that
// wait for a choice: "show this once" and "always".
//
// The embed keeps its place on the page, empty, and the placeholder lies over
// it: nothing moves, neither before the choice nor after. Only an embed that
// has no box without its address gets a placeholder in the flow, as large as
// its width and height say.

import type { Declared } from "../declared";
import type { Core, Hooks } from "../feature";

/** What options.embeds holds: see the Go file server/internal/view/options.go. */
interface Options {
	services: (Declared & Record<"title" | "text", string>)[];
	/** The names of the categories. */
	categories: Record<string, string>;
	/** The keys that nobody can grant here. */
	locked: string[];
	/** For an embed of no named service; {name} is its host. */
	other: string;
	text: string;
	shut: string;
	once: string;
	/** {category} is the name of the categories. */
	always: string;
}

// Smaller than this, in pixels, there is nothing to see and no room for words.
const least = 48;

const css = `:host{all:initial;position:absolute;z-index:1;box-sizing:border-box;overflow:auto;font:var(--sayso-font,15px/1.4 system-ui,sans-serif);color:var(--sayso-text,#1b1b1b);background:var(--sayso-placeholder,#f1f1ee)}
:host([flow]){position:static;display:inline-block}
section{min-height:100%;box-sizing:border-box;padding:.6em;display:grid;place-content:center;justify-items:center;gap:.5em;text-align:center}
p{margin:0}b{font-weight:600}
button{font:inherit;min-height:2.75em;padding:.3em 1em;border:2px solid currentColor;border-radius:.4em;background:none;color:inherit;cursor:pointer}
div{display:flex;flex-wrap:wrap;gap:.5em;justify-content:center}
button:focus-visible{outline:3px solid;outline-offset:2px}`;

export default (core: Core): Hooks => {
	const shown = new Map<HTMLElement, () => void>(); // a gate, and how its placeholder is taken away
	let excused = new WeakSet<HTMLElement>();
	let before = "";
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);

	const keys = (gate: HTMLElement) => gate.dataset.sayso!.trim().split(/\s+/);

	const once = (gate: HTMLElement) => {
		excused.add(gate);
		core.settle();
		gate.focus();
	};
	// always grants the gate's categories and repeats the rest of the choice.
	const always = async (gate: HTMLElement) => {
		const { defaults } = core.view().plan;
		const all = Object.keys(defaults).filter((key) => /^(on|off)$/.test(defaults[key]!));
		const wanted = Object.fromEntries(all.map((key) => [key, core.allowed(key)]));
		for (const key of keys(gate)) wanted[key] = true;
		const service = gate.dataset.saysoService;
		if ((await core.choose("save_choices", wanted)) && service) window.sayso.service?.(service, true);
		gate.focus();
	};

	const put = (gate: HTMLElement): void => {
		const { width, height } = gate.getBoundingClientRect();
		const flow = !(width && height);
		const [w, h] = flow ? [+gate.getAttribute("width")!, +gate.getAttribute("height")!] : [width, height];
		if (!(w >= least && h >= least)) return;
		const host = document.createElement("sayso-placeholder");
		host.lang = core.view().lang;
		host.dir = core.view().dir;
		host.toggleAttribute("flow", flow);
		const root = host.attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [sheet];
		root.append(words(gate, core.view().options!.embeds, keys(gate), once, always));
		const fit = (w: number, h: number) => {
			host.style.width = w + "px";
			host.style.height = h + "px";
		};
		fit(w, h);
		const size = new ResizeObserver(() => {
			const now = gate.getBoundingClientRect();
			if (!flow) fit(now.width, now.height);
		});
		size.observe(gate);
		const inert = gate.inert;
		gate.inert = true;
		gate.before(host);
		if (!flow) align(host, gate);
		shown.set(gate, () => {
			size.disconnect();
			gate.inert = inert;
			host.remove();
		});
	};

	return {
		may: (gate, granted) => granted || excused.has(gate),
		settle(grants) {
			// What was shown once is shut with the rest when a choice is made.
			const now = JSON.stringify(grants);
			if (now != before) excused = new WeakSet();
			before = now;
		},
		gate(gate, open) {
			if (open) {
				shown.get(gate)?.();
				shown.delete(gate);
			} else if (!shown.has(gate) && gate.matches("iframe,video,audio,embed,object")) put(gate);
		},
	};
};

// align moves a placeholder over its embed, where the place that it gets by
// itself is another one.
function align(host: HTMLElement, gate: HTMLElement): void {
	const [a, b] = [host.getBoundingClientRect(), gate.getBoundingClientRect()];
	host.style.marginLeft = b.left - a.left + "px";
	host.style.marginTop = b.top - a.top + "px";
}

// words draws what stands in a placeholder. Where a key is locked there are no
// buttons: what cannot be granted cannot be shown once either.
function words(gate: HTMLElement, o: Options, keys: string[], once: Press, always: Press): HTMLElement {
	const service = o.services.find((s) => s.id == gate.dataset.saysoService);
	const address = gate.dataset.src || gate.dataset.data || "";
	const name = new URL(address, document.baseURI).hostname;
	const say = (text: string) => text.replaceAll("{name}", name);
	const section = document.createElement("section");
	const line = (text: string, tag: string) => {
		const el = document.createElement(tag);
		el.textContent = text;
		return el;
	};
	const button = (text: string, action: string, press: Press) => {
		const el = line(text, "button");
		el.setAttribute("part", "button");
		el.dataset.saysoPlaceholder = action;
		el.onclick = () => press(gate);
		return el;
	};
	section.setAttribute("role", "group");
	section.setAttribute("aria-label", service?.title || say(o.other));
	section.append(line(service?.title || say(o.other), "b"));
	if (keys.some((key) => o.locked.includes(key))) section.append(line(o.shut, "p"));
	else {
		const row = document.createElement("div");
		const names = keys.map((key) => o.categories[key] || key).join(", ");
		row.append(button(o.once, "once", once), button(o.always.replace("{category}", names), "always", always));
		section.append(line(service?.text || say(o.text), "p"), row);
	}
	return section;
}

type Press = (gate: HTMLElement) => unknown;
