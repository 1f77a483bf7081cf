// What a site with React would write: the provider, the banner, the dialog.
import { createRoot } from "react-dom/client";
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import "@c15t/react/styles.css";

const options = {
	mode: "offline",
	consentCategories: ["necessary", "measurement", "marketing"],
	scripts: [
		{ id: "analytics", src: "/gated/1.js", category: "measurement" },
		{ id: "advertising", src: "/gated/2.js", category: "marketing" },
	],
};

createRoot(document.getElementById("consent")).render(
	<ConsentManagerProvider options={options}>
		<ConsentBanner />
		<ConsentDialog />
	</ConsentManagerProvider>,
);
