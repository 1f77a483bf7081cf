// Package policy holds what a service promises, as compiled from its profile
// file, and what the law of a place demands, as compiled from the law file.
//
// Both are plain data with JSON names, so that the server can hand the very
// same book to the browser. Package rules applies them.
package policy
