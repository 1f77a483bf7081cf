import { createRoot } from "react-dom/client";
import { useAllowed } from "./use-sayso.js";

function Film() {
	return useAllowed("functional") ? <iframe title="A film" src="/film" /> : <p id="instead">The film needs your permission.</p>;
}

function App() {
	const analytics = useAllowed("analytics");
	return (
		<main data-analytics={String(analytics)}>
			<h1>React</h1>
			<Film />
			<button type="button" data-sayso-open>
				Privacy choices
			</button>
		</main>
	);
}

createRoot(document.getElementById("app")).render(<App />);
