declare const __SAYSO_VIEW__: unknown;
console.log(__SAYSO_VIEW__);
