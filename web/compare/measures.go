package main

// A measure is one line of the tables.
type measure struct {
	key   string // of the samples
	title string
	unit  string // "ms", "KiB" or ""
	// scale divides what the samples hold.
	scale float64
	// above takes what the bare page has in the same round away.
	above bool
	// aim is what Sayso shall keep to, nil for what is only shown.
	aim *aim
	// chart draws the measure.
	chart bool
}

// An aim is an upper bound: of the ratio to the reference where ratio is set,
// else of the value, or of how much more it is than that of another widget.
type aim struct {
	ratio, value float64
	than         string
}

var measures = []measure{
	{key: "slow/bytes", title: "Brotli bytes until the banner works", unit: "KiB", scale: 1024, aim: &aim{value: 6.5}, chart: true},
	{key: "slow/requests", title: "Requests until then", scale: 1, aim: &aim{value: 1}},
	{key: "slow/usable", title: "Banner usable, Slow 4G", unit: "ms", scale: 1, aim: &aim{ratio: 0.54}, chart: true},
	{key: "fast/usable", title: "Banner usable, Fast 4G", unit: "ms", scale: 1, aim: &aim{ratio: 0.37}},
	{key: "phone/usable", title: "Banner usable, phone", unit: "ms", scale: 1, aim: &aim{ratio: 0.58}, chart: true},
	{key: "desktop/usable", title: "Banner usable, desktop", unit: "ms", scale: 1},
	{key: "slow/seen", title: "Banner seen, Slow 4G", unit: "ms", scale: 1},
	{key: "desktop/seen", title: "Banner seen, desktop", unit: "ms", scale: 1},
	{key: "slow/warm", title: "Banner usable, Slow 4G, files cached", unit: "ms", scale: 1},
	{key: "desktop/warm", title: "Banner usable, desktop, files cached", unit: "ms", scale: 1},
	{key: "traced/script", title: "Script time until the banner, CPU ×4", unit: "ms", scale: 1, aim: &aim{ratio: 0.50}, chart: true},
	{key: "slow/largest", title: "The page's largest paint, Slow 4G", unit: "ms", scale: 1, aim: &aim{value: 20, than: bare}},
	{key: "desktop/largest", title: "The page's largest paint, desktop", unit: "ms", scale: 1},
	{key: "slow/shift", title: "Layout shift", scale: 1, aim: &aim{value: 0}},
	{key: "desktop/panel", title: "Press to panel usable, desktop", unit: "ms", scale: 1, aim: &aim{ratio: 0.20}, chart: true},
	{key: "slow/panel", title: "Press to panel usable, Slow 4G", unit: "ms", scale: 1, aim: &aim{ratio: 0.20}},
	{key: "slow/rushed", title: "The same, pressed at once", unit: "ms", scale: 1},
	{key: "desktop/lost", title: "Presses on accept that are lost", scale: 1, aim: &aim{value: 0}},
	{key: "desktop/accept", title: "Accept to gated script run, desktop", unit: "ms", scale: 1},
	{key: "slow/accept", title: "Accept to gated script run, Slow 4G", unit: "ms", scale: 1, aim: &aim{value: 150 + 20, than: reference}},
	{key: "desktop/again", title: "Returning, cached: gated script run", unit: "ms", scale: 1, aim: &aim{ratio: 0.88}, chart: true},
	{key: "desktop/again-bytes", title: "Returning, cached: bytes fetched", unit: "KiB", scale: 1024, aim: &aim{value: 0}},
	{key: "memory/heap", title: "JavaScript heap above the bare page", unit: "KiB", scale: 1, above: true, aim: &aim{value: 85}},
	{key: "memory/private", title: "Private memory above the bare page", unit: "KiB", scale: 1, above: true, aim: &aim{value: 1836}},
}
