import { createApp, h } from "vue";
import { useAllowed } from "./use-sayso.js";

createApp({
	setup() {
		const analytics = useAllowed("analytics");
		const functional = useAllowed("functional");
		return () =>
			h("main", { "data-analytics": String(analytics.value) }, [
				h("h1", "Vue"),
				functional.value ? h("iframe", { title: "A film", src: "/film" }) : h("p", { id: "instead" }, "The film needs your permission."),
				h("button", { type: "button", "data-sayso-open": "" }, "Privacy choices"),
			]);
	},
}).mount("#app");
