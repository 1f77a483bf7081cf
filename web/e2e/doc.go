// Package e2e holds the browser tests: they play pages with real browsers
// against the built server, and read the browser's network log and cookie jar
// rather than what our own code says of itself.
//
// Most play Chromium, whose protocol shows the most. The main journeys play
// Firefox and WebKit too, through the package internal/engine.
//
// They have the build tag e2e, since they take minutes and need three browsers
// and Node. `make test` runs them, and installs what is missing where it can.
package e2e
