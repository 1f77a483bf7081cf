// Reads GPP strings with the IAB's own library.
// node gpp.mjs STRING... -> [{"usca": {…}}, …], or ends with status 1.
import { GppModel } from "@iabgpp/cmpapi";

function read(text) {
	const model = new GppModel(text);
	const sections = model.toObject();
	for (const [name, fields] of Object.entries(sections)) {
		if ("Gpc" in fields && !model.getFieldValue(name, "GpcSegmentIncluded")) delete fields.Gpc;
		delete fields.GpcSegmentType;
	}
	return sections;
}

console.log(JSON.stringify(process.argv.slice(2).map(read)));
