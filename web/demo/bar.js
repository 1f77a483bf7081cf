// The demonstration bar: choose who visits, see what happened.
"use strict";

(() => {
	const options = {
		place: ["Place", {
			"": "unknown", CN: "China, mainland", HK: "Hong Kong", US: "United States", "US-CA": "California", "US-TX": "Texas",
			CA: "Canada", "CA-QC": "Quebec", BR: "Brazil", MX: "Mexico", DE: "Germany", FR: "France", GB: "United Kingdom", CH: "Switzerland",
			TR: "Turkey", IN: "India", ZA: "South Africa", JP: "Japan", KR: "South Korea", PH: "Philippines", SG: "Singapore", TH: "Thailand", VN: "Vietnam",
		}],
		age: ["Age", { "": "not told", "0-12": "under 13", 13: "13", 14: "14", 15: "15", 16: "16", 17: "17", "18-19": "18 or 19", "20+": "20 or more" }],
		lang: ["Language", {
			"": "the browser’s",
			ar: "العربية",
			bg: "Български",
			bn: "বাংলা",
			cs: "Čeština",
			da: "Dansk",
			de: "Deutsch",
			el: "Ελληνικά",
			en: "English",
			es: "Español",
			"es-MX": "Español (México)",
			et: "Eesti",
			fa: "فارسی",
			fi: "Suomi",
			fil: "Filipino",
			fr: "Français",
			"fr-CA": "Français (Canada)",
			ga: "Gaeilge",
			he: "עברית",
			hi: "हिन्दी",
			hr: "Hrvatski",
			hu: "Magyar",
			id: "Bahasa Indonesia",
			is: "Íslenska",
			it: "Italiano",
			ja: "日本語",
			ko: "한국어",
			lt: "Lietuvių",
			lv: "Latviešu",
			ms: "Bahasa Melayu",
			mt: "Malti",
			nb: "Norsk bokmål",
			nl: "Nederlands",
			pl: "Polski",
			pt: "Português (Portugal)",
			"pt-BR": "Português (Brasil)",
			ro: "Română",
			sk: "Slovenčina",
			sl: "Slovenščina",
			sr: "Српски",
			sv: "Svenska",
			th: "ไทย",
			tr: "Türkçe",
			uk: "Українська",
			ur: "اردو",
			vi: "Tiếng Việt",
			"zh-Hans": "简体中文",
			"zh-Hant": "繁體中文",
		}],
		days: ["Time", { "": "now", 16: "in 16 days", 185: "in 6 months", 400: "in 13 months" }],
	};
	const gateTexts = { on: "runs: it was allowed", gone: "ran before; withdrawn, so not on the next page", wait: "waits for a yes", never: "never runs: this policy has no such category" };

	// h makes an element: no innerHTML, so that the strictest page allows it.
	function h(tag, attributes, ...children) {
		const el = document.createElement(tag);
		for (const name in attributes) el.setAttribute(name, attributes[name]);
		el.append(...children);
		return el;
	}

	function choice(name, [label, values]) {
		const select = h("select", { name });
		for (const value of Object.keys(values).sort((a, b) => (a ? 1 : 0) - (b ? 1 : 0))) select.append(new Option(values[value], value));
		select.value = demo.page.get(name) || "";
		return h("label", {}, h("span", {}, label), select);
	}

	function signal() {
		const box = h("input", { type: "checkbox", name: "gpc", value: "1" });
		box.checked = demo.page.get("gpc") == "1";
		return h("label", { class: "check" }, box, h("span", {}, "Global Privacy Control"));
	}

	const said = h("p", { role: "status" }, "…");
	const plan = h("p", {}, "…");
	const cookies = h("ul", {});
	const traffic = h("ul", {});

	function build() {
		const form = h("form", { "aria-label": "Who visits" }, ...Object.entries(options).map(([name, o]) => choice(name, o)), signal());
		const forget = h("button", { type: "button" }, "Forget everything");
		forget.addEventListener("click", () => {
			for (const cookie of document.cookie.split("; ")) document.cookie = cookie.split("=")[0] + "=;Path=/;Max-Age=0";
			location.reload();
		});
		form.append(forget);
		form.addEventListener("change", () => {
			const q = new URLSearchParams();
			for (const [name, value] of new FormData(form)) if (value) q.set(name, value);
			location.search = q;
		});
		const link = (text, href) => h("a", { href }, text);
		const details = h("details", {}, h("summary", {}, "What happened"),
			h("div", { class: "happened" },
				h("section", {}, h("h2", {}, "The plan"), plan, h("p", {},
					link("as the rules give it", "/v1/plan?" + demo.query()), " · ",
					link("without script", `/p/${demo.site}?${demo.query()}`), " · ",
					link("public keys", "/.well-known/jwks.json"))),
				h("section", {}, h("h2", {}, "The tag"), h("pre", { tabindex: "0" }, `<script src="${demo.src}" async></` + "script>")),
				h("section", {}, h("h2", {}, "Cookies of this page"), cookies),
				h("section", {}, h("h2", {}, "Requests"), traffic)));
		return h("aside", { class: "bar", "aria-label": "Demonstration" },
			h("p", { class: "what" }, link("Sayso", "/demo/"), h("span", {}, "Demonstration page. Nothing here is sent anywhere."),
				h("a", { href: `/demo/outbox/${demo.site}`, target: "_blank" }, "Letters to guardians")), form, said, details);
	}

	function claims(jws) {
		try {
			const part = jws.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
			return JSON.stringify(JSON.parse(atob(part)), null, 2);
		} catch {
			return "";
		}
	}

	function showCookies() {
		const all = document.cookie ? document.cookie.split("; ") : [];
		cookies.replaceChildren(...all.map((cookie) => {
			const [name] = cookie.split("=", 1);
			const value = cookie.slice(name.length + 1);
			const decoded = claims(value);
			if (!decoded) return h("li", {}, h("code", {}, cookie));
			return h("li", {}, h("code", {}, name), ` a signed receipt of ${value.length} characters:`, h("pre", { tabindex: "0" }, decoded));
		}));
		if (!all.length) cookies.append(h("li", {}, "none"));
	}

	function showTraffic() {
		const seen = performance.getEntriesByType("resource").filter((e) => /sayso\.js|\/v1\/|\/panel|\/parts\//.test(e.name));
		traffic.replaceChildren(...seen.map((e) => {
			const size = e.transferSize ? `${(e.transferSize / 1024).toFixed(1)} KB` : "from the cache";
			return h("li", {}, h("code", {}, new URL(e.name).pathname), ` ${size}, ${Math.round(e.duration)} ms`);
		}));
		if (!seen.length) traffic.append(h("li", {}, "none"));
	}

	// Each card of a gate says whether its script runs, and why not.
	function showGates() {
		for (const card of document.querySelectorAll("[data-demo]")) {
			const key = card.dataset.demo;
			const known = key in (window.sayso?.plan?.defaults || {});
			const granted = !!window.sayso?.allowed?.(key);
			const state = card.dataset.ran ? (granted ? "on" : "gone") : known ? "wait" : "never";
			card.dataset.state = window.sayso ? state : "wait";
			card.querySelector("output").textContent = gateTexts[card.dataset.state];
		}
	}

	function show() {
		showGates();
		showCookies();
		showTraffic();
		const p = window.sayso?.plan;
		if (p) plan.textContent = `Profile ${p.profile}, policy ${p.policy_version}, banner “${p.banner}”, GPC ${p.gpc}.`;
	}

	const say = (text) => (said.textContent = text);
	document.addEventListener("demo:ran", (e) => {
		const card = document.querySelector(`[data-demo="${e.detail}"]`);
		if (card) card.dataset.ran = "1";
		show();
	});
	document.addEventListener("demo:dead", () => say("The consent server does not answer. The page works, and every gate stays shut."));
	const texts = {
		ready: () => (document.cookie.includes("sayso_") ? "An earlier choice holds: nobody is asked again." : "Nothing was chosen yet."),
		show: () => "The banner is on screen. What needs a yes has not run.",
		choice: () => "The choice is recorded on the server, signed, and applied.",
		error: (e) => e.detail,
		change: () => said.textContent,
	};
	for (const name in texts)
		document.addEventListener("sayso:" + name, (e) => {
			say(texts[name](e));
			show();
		});

	document.body.prepend(build());
	new PerformanceObserver(showTraffic).observe({ type: "resource" });
	window.sayso?.ready?.then(() => {
		if (said.textContent == "…") say(texts.ready());
		show();
	});
	show();
})();
