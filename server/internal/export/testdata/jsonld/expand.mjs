// Expands one JSON-LD document a line, offline, and answers with what came of
// it. In safe mode the processor refuses a document of which it would drop
// anything.
import { createInterface } from "node:readline";
import jsonld from "jsonld";

const offline = async (url) => {
	throw new Error("a document must need nothing from the network, and asks for " + url);
};

for await (const line of createInterface({ input: process.stdin })) {
	let reply;
	try {
		const options = { documentLoader: offline, safe: true };
		const document = JSON.parse(line);
		const expanded = await jsonld.expand(document, options);
		const quads = await jsonld.toRDF(document, { ...options, format: "application/n-quads" });
		reply = { expanded, quads: quads.trim().split("\n") };
	} catch (e) {
		reply = { error: e.message + " " + JSON.stringify(e.details || "") };
	}
	console.log(JSON.stringify(reply));
}
