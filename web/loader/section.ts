// Taking a section of a GPP string apart.

/** The core of a section, or its sub-section of Global Privacy Control. */
export type Segment = Record<string, unknown>;

/** The fields behind Version in wire order: a name, and the count of a list. */
export type Layout = [name: string, count: number][];

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// bits takes numbers from base64url text, first bit first.
function bits(text: string): (width: number) => number {
	let at = 0;
	return (width) => {
		let value = 0;
		for (; width--; at++) value = value * 2 + ((alphabet.indexOf(text[Math.floor(at / 6)]!) >> (5 - (at % 6))) & 1);
		return value;
	};
}

/** The segments of one section, as parsedSections has them. */
export function parse(text: string, layout: Layout): Segment[] {
	const [core, gpc] = text.split(".") as [string, string?];
	const take = bits(core);
	const fields: Segment = { Version: take(6) };
	for (const [name, count] of layout) fields[name] = count ? Array.from({ length: count }, () => take(2)) : take(2);
	if (!gpc) return [fields];
	const next = bits(gpc);
	return [fields, { SubsectionType: next(2), Gpc: next(1) == 1 }];
}
