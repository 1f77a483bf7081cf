// The demonstration: reads from the page's address who the visitor is to be,
// and puts in the tag with those overrides. A real page has the tag alone.
"use strict";

const demo = (() => {
	const site = document.currentScript.dataset.site;
	const page = new URLSearchParams(location.search);
	const day = 864e5;

	// The time goes by full hours, so that a reload asks for the same bytes.
	function query() {
		const q = new URLSearchParams({ site });
		for (const name of ["place", "age", "lang"]) if (page.get(name)) q.set(name, page.get(name));
		if (page.get("gpc") == "1") q.set("gpc", "1");
		const then = Date.now() + Number(page.get("days")) * day;
		if (page.get("days")) q.set("now", new Date(then - (then % 36e5)).toISOString().replace(".000", ""));
		return q;
	}

	const tag = document.createElement("script");
	const src = location.origin + "/sayso.js?" + query();
	const policy = window.trustedTypes?.createPolicy("demo", { createScriptURL: (s) => s });
	tag.async = true;
	tag.src = policy ? policy.createScriptURL(src) : src;
	tag.onerror = () => document.dispatchEvent(new Event("demo:dead"));
	document.head.append(tag);

	return { site, page, query, src };
})();
