// What WCAG 2.2 asks and axe-core does not look at. Each function looks at the
// document as it is and lists what is wrong.
"use strict";

globalThis.demands = (() => {
	const shadow = () => document.querySelector("sayso-banner")?.shadowRoot;
	const all = (selector) => [...document.querySelectorAll(selector), ...(shadow()?.querySelectorAll(selector) ?? [])];
	const seen = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getBoundingClientRect().width > 0;
	const named = (el) => `${el.localName}.${el.className} ${JSON.stringify((el.textContent || el.id).trim().slice(0, 40))}`;
	const controls = () => all("button, a[href], input, select, textarea, summary").filter((el) => seen(el) && !el.disabled);
	const sideways = () => (document.documentElement.scrollWidth > innerWidth ? [`the document is ${document.documentElement.scrollWidth} px wide in ${innerWidth}`] : []);
	const boxes = () => all("body *, section, section *").filter((el) => el.clientWidth > 0 && seen(el));

	// A control's text must not leave its box, nor be cut off by it.
	const spilt = () => boxes()
		.filter((el) => !/^(INPUT|SELECT|IFRAME)$/.test(el.tagName))
		.filter((el) => el.scrollWidth > el.clientWidth + 1 || (getComputedStyle(el).overflowY == "hidden" && el.scrollHeight > el.clientHeight + 1))
		.map((el) => `${named(el)} is ${el.clientWidth} x ${el.clientHeight} and holds ${el.scrollWidth} x ${el.scrollHeight}`);

	const numbers = (colour) => (colour.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
	const luminance = (colour) => numbers(colour).slice(0, 3)
		.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const contrast = (a, b) => ((x, y) => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05))(luminance(a), luminance(b));
	// The colour behind an element: that of the nearest one that has any.
	function behind(el) {
		for (el = el.parentNode; el; el = el.parentNode ?? el.host) {
			if (el instanceof ShadowRoot) el = el.host;
			if (!(el instanceof Element)) continue;
			const { backgroundColor: colour, display } = getComputedStyle(el);
			if (display != "contents" && (numbers(colour)[3] ?? 1) == 1) return colour;
		}
		return "rgb(255, 255, 255)";
	}

	// 2.5.8: 24 by 24 px, but for a link within a sentence. What belongs to a
	// control is part of its target.
	const targets = () => controls()
		.filter((el) => !(el.localName == "a" && getComputedStyle(el).display == "inline" && el.parentElement.textContent.trim() != el.textContent.trim()))
		.map((el) => [el, (el.closest("label") ?? el).getBoundingClientRect()])
		.filter(([, { width, height }]) => width < 24 || height < 24)
		.map(([el, { width, height }]) => `${named(el)} is ${width.toFixed(1)} x ${height.toFixed(1)}`);

	// 1.4.12: wider lines, letters and words lose nothing.
	function spacing() {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }");
		const roots = [document, shadow()].filter(Boolean);
		for (const root of roots) root.adoptedStyleSheets.push(sheet);
		const found = [...spilt(), ...sideways()];
		for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((s) => s != sheet);
		return found;
	}

	// 1.4.10: at 400 % nothing is cut off, nothing sticks out, and there is room
	// to see what has the focus.
	const zoom = () => [...spilt().filter((s) => !s.startsWith("section.b")), ...sideways(), ...hidden()];

	// 2.4.11: what gets the focus is all on screen, with nothing over it.
	const hidden = () => controls().flatMap((el) => {
		el.focus();
		const { top, bottom, left, right } = el.getBoundingClientRect();
		const over = [[left + 2, top + 2], [right - 2, bottom - 2], [(left + right) / 2, (top + bottom) / 2]]
			.map(([x, y]) => document.elementFromPoint(x, y)).map((hit) => hit?.shadowRoot ? shadow() : hit);
		const free = over.every((hit) => hit && (hit == shadow() || el.contains(hit) || hit.contains(el)));
		return top >= -0.5 && bottom <= innerHeight + 0.5 && free ? [] : [`${named(el)} with the focus is at ${top.toFixed()} to ${bottom.toFixed()} of ${innerHeight}, ${free ? "free" : "covered"}`];
	});

	// 2.4.7, 1.4.11 and 2.4.11: an outline of 2 px or more, with a contrast of
	// 3 to 1 to what is around it.
	const focusSeen = () => [...hidden(), ...controls().flatMap((el) => {
		el.focus();
		const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(el);
		const ratio = contrast(outlineColor, behind(el));
		return outlineStyle != "none" && parseFloat(outlineWidth) >= 2 && ratio >= 3 ? [] : [`${named(el)} with the focus has the outline ${outlineWidth} ${outlineStyle} ${outlineColor} (${ratio.toFixed(2)} to 1)`];
	})];

	// With forced colours there are no shades: a control without an edge around it
	// is text, and a card needs one on a side at least. The browser's own boxes to
	// tick draw theirs themselves.
	const native = (el) => el.matches("[type=checkbox], [type=radio]") && getComputedStyle(el).appearance != "none";
	const edges = () => all("button, input, select, .b, .card").filter((el) => seen(el) && !native(el)).flatMap((el) => {
		const style = getComputedStyle(el);
		const edged = ["top", "bottom", "left", "right"].filter((side) => {
			const colour = style[`border-${side}-color`];
			return style[`border-${side}-style`] != "none" && parseFloat(style[`border-${side}-width`]) > 0 && (numbers(colour)[3] ?? 1) > 0 && colour != style.backgroundColor;
		});
		return edged.length == 4 || (edged.length && el.matches(".card")) ? [] : [`${named(el)} has an edge only at: ${edged}`];
	});

	// 2.3.3: nothing moves. What lasts a millisecond is not seen to, and "late" only
	// keeps the bar of a wait out of sight at first.
	const still = () => boxes().flatMap((el) => ["", "::before"].flatMap((part) => {
		const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(el, part || null);
		const most = (list) => Math.max(...list.split(",").map(parseFloat));
		return most(transitionDuration) > 0.001 || (!/^(none|late)$/.test(animationName) && most(animationDuration) > 0.001) || scrollBehavior == "smooth"
			? [`${named(el)}${part} moves for ${transitionDuration}, ${animationDuration}`] : [];
	}));

	// 1.4.4: nobody is kept from zooming with two fingers.
	function pinch() {
		const content = document.querySelector("meta[name=viewport]")?.content ?? "";
		const forbidden = /user-scalable|maximum-scale/.test(content) || !content.includes("width=device-width");
		return [
			...(forbidden ? [`the viewport is ${content}`] : []),
			...boxes().filter((el) => !/^(auto|manipulation)$/.test(getComputedStyle(el).touchAction)).map(named),
		];
	}

	const sheets = () => [...document.styleSheets, ...document.adoptedStyleSheets, ...(shadow()?.styleSheets ?? []), ...(shadow()?.adoptedStyleSheets ?? [])];
	const text = (rule) => rule.cssText;

	// Nothing lies under a notch or the bar of a phone: no browser that tests can
	// drive has one, so the rules are read instead.
	function notch() {
		const css = sheets().flatMap((s) => [...s.cssRules].map(text)).join("\n");
		const want = shadow() ? ["bottom"] : ["bottom", "left", "right"];
		const missing = want.filter((edge) => !css.includes(`env(safe-area-inset-${edge})`)).map((edge) => `no rule knows the safe area's ${edge}`);
		return [...missing, ...(document.querySelector("meta[name=viewport]").content.includes("viewport-fit=cover") || shadow() ? [] : ["viewport-fit is not cover"])];
	}

	// On paper a question has no place, and a button neither; what is said does.
	const printed = () => [
		...all(".b, button, footer").filter(seen).map((el) => `${named(el)} is printed`),
		...(shadow() || all("h1").some(seen) ? [] : ["the title is not printed"]),
	];

	return { targets, spacing, zoom, focusSeen, edges, still, pinch, notch, printed };
})();
