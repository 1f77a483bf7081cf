// Put into every page before its own scripts: sees when the banner and the
// panel can be seen and hit, when gated scripts run, what shifts and what the
// largest paint was. Says so through the binding compareSays.
//
// want is filled in by the program: selectors, " >>> " steps into an open
// shadow root. Times are milliseconds since the navigation began.
((want) => {
	const say = (what, at, more) => compareSays(JSON.stringify({ what, at, ...more }));
	const clock = () => performance.timeOrigin + performance.now();
	const find = (path) => path.split(" >>> ").reduce((at, selector) => at && (at.shadowRoot || at).querySelector(selector), document);

	// topmost is the innermost element at a point, through shadow roots.
	function topmost(x, y) {
		let el = document.elementFromPoint(x, y);
		for (let inner; el?.shadowRoot && (inner = el.shadowRoot.elementFromPoint(x, y)) && inner != el; ) el = inner;
		return el;
	}

	function opacity(el) {
		let all = 1;
		for (; el; el = el.parentNode || el.host) if (el instanceof Element) all *= getComputedStyle(el).opacity;
		return all;
	}

	// look says whether an element is seen, and whether a press would hit it.
	function look(path) {
		const el = find(path);
		const box = el?.getBoundingClientRect();
		if (!box?.width || !box.height) return {};
		const x = box.x + box.width / 2;
		const y = box.y + box.height / 2;
		if (x < 0 || y < 0 || x > innerWidth || y > innerHeight || getComputedStyle(el).visibility != "visible") return {};
		const dense = opacity(el);
		return { seen: dense > 0.05, usable: dense >= 0.9 && el.contains(topmost(x, y)), x, y };
	}

	// watch looks once a frame until path is usable. What it saw must still be so
	// once the frame is painted: a script may have hidden it in between.
	function watch(path, name) {
		let seen = false;
		const frame = () => {
			const now = look(path);
			if (!now.seen) return requestAnimationFrame(frame);
			const [at, moment] = [performance.now(), clock()];
			if (!seen) performance.mark("compare-" + name + "-seen"); // the last one counts
			setTimeout(() => {
				const still = look(path);
				if (still.seen && !seen) {
					seen = true;
					say(name + "-seen", at, { clock: moment });
				}
				if (now.usable && still.usable) say(name + "-usable", at, { x: now.x, y: now.y, clock: moment });
				else requestAnimationFrame(frame);
			});
		};
		requestAnimationFrame(frame);
	}

	if (window != top) {
		if (want.frame) watch(want.panel, "panel");
		return;
	}
	if (!location.pathname.startsWith("/page/")) return;

	let shift = 0;
	let largest = 0;
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) shift += entry.value;
	}).observe({ type: "layout-shift", buffered: true });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) largest = entry.startTime;
	}).observe({ type: "largest-contentful-paint", buffered: true });

	// What the program asks for by Runtime.evaluate.
	window.compare = { where: look, paints: () => ({ shift, largest }) };
	window.compareRan = (n) => say("ran", performance.now(), { n });

	addEventListener(
		"click",
		(e) => {
			if (!e.isTrusted) return;
			say("click", e.timeStamp, { clock: performance.timeOrigin + e.timeStamp });
			if (!want.prefs || !e.composedPath().includes(find(want.prefs))) return;
			if (want.frame) watch(want.frame, "frame");
			else watch(want.panel, "panel");
		},
		true,
	);
	if (!want.returning) watch(want.accept, "banner");
})(WANT);
//# sourceURL=observe.js
