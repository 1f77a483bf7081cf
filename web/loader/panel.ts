// The script of the panel's document: it speaks with the page around the
// frame, and starts the WASM that makes the form live.
//
// The form works without either. The WASM needs to know nothing of the page:
// it finds the receipt in the field "previous" and in the event "sayso:state",
// and says what happened by the events "sayso:choice" (detail: the answer),
// "sayso:step" (the same, and the panel stays open) and "sayso:close" on the document, and "sayso:language" when it speaks another.

import type { Message } from "./messages";
import type { Answer } from "./view";

/** The part of the data island that this script reads: app/wire, Panel. */
interface Island {
	answer: Answer;
	/** Whether the panel stays open with the answer. */
	stay?: boolean;
}

const { exec, wasm, origin, answered } = (document.currentScript as HTMLScriptElement).dataset;

/** Speaks to the page, and to no other page that might have framed us. */
function tell(message: Message): void {
	if (parent != window && origin) parent.postMessage(message, origin);
}

function hear(message: Message): void {
	if (message.sayso == "warm") warm();
	if (message.sayso != "state") return;
	begin();
	for (const field of document.querySelectorAll<HTMLInputElement>("input[name=previous]")) field.value = message.receipt;
	document.dispatchEvent(new CustomEvent("sayso:state", { detail: message }));
}

/** An answer as the WASM hands it over: an object, or its JSON. */
const answer = (detail: Answer | string): Answer => (typeof detail == "string" ? JSON.parse(detail) : detail);

/** Writes the server's dates as the visitor does; the server knows no Intl. */
function writeDates(): void {
	for (const el of document.querySelectorAll("time")) {
		const style: Intl.DateTimeFormatOptions = el.dateTime.includes("T") ? { timeStyle: "short" } : { timeZone: "UTC" };
		el.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", ...style }).format(new Date(el.dateTime));
	}
}

let started = false;

// warm fetches what the panel will need, as far as nobody waits for it. By a
// prefetch the bytes go to the browser's cache alone; a fetch passes 4 MB through
// this process.
function warm(): void {
	for (const url of [exec, wasm]) {
		if (!url) continue;
		const link = document.createElement("link");
		if (!link.relList.supports("prefetch")) {
			fetch(url, { priority: "low" }).then((r) => r.arrayBuffer()).catch(() => {});
			continue;
		}
		link.rel = "prefetch";
		link.href = url;
		document.head.append(link);
	}
}

async function live(): Promise<void> {
	if (started || !exec || !wasm) return;
	started = true;
	const code = fetch(wasm);
	code.catch(() => {}); // awaited below, once wasm_exec.js is there
	await new Promise((done, failed) => {
		const script = document.createElement("script");
		script.src = exec;
		script.onload = done;
		script.onerror = failed;
		document.head.append(script);
	});
	const go = new (window as any).Go();
	const { instance } = await WebAssembly.instantiateStreaming(code, go.importObject);
	await go.run(instance);
}

addEventListener("message", (e) => {
	if (e.source == parent && e.origin == origin && e.data?.sayso) hear(e.data);
});
document.addEventListener("sayso:choice", (e) => tell({ sayso: "choice", answer: answer((e as CustomEvent).detail) }));
document.addEventListener("sayso:step", (e) => tell({ sayso: "choice", answer: answer((e as CustomEvent).detail), stay: true }));
document.addEventListener("sayso:language", () => tell({ sayso: "ready", title: document.title }));
document.addEventListener("sayso:close", () => tell({ sayso: "close" }));
document.addEventListener("keydown", (e) => {
	if (e.key == "Escape" && !e.defaultPrevented) tell({ sayso: "close" });
});
document.addEventListener("click", (e) => {
	if ((e.target as Element).closest("[data-sayso-action=close]")) tell({ sayso: "close" });
});

function start(): void {
	live().catch((e) => console.warn("sayso: the panel works as a plain form: " + e));
}

// begin is called once somebody sees the panel. The form is painted first, and
// can be used; then the WASM takes it over.
function begin(): void {
	requestAnimationFrame(() =>
		setTimeout(() => {
			document.documentElement.dataset.seen = ""; // now the cards below are laid out
			if (!started) writeDates(); // afterwards they are the WASM's
			start();
		}),
	);
}

// A frame that is made ahead runs nothing until the page says that the panel is
// seen: dates alone would cost 3 MB of memory and 30 ms.
if (answered != null) {
	const { answer, stay }: Island = JSON.parse(document.getElementById("sayso-panel")!.textContent!);
	tell({ sayso: "choice", answer, stay });
	if (stay) begin();
} else if (parent == window) begin();
else tell({ sayso: "ready", title: document.title });
