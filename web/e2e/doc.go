// Package e2e holds the browser tests: they play pages with a real Chromium
// against the built server, and read the network log and the cookie jar of the
// browser rather than what our own code says of itself.
//
// They have the build tag e2e, since they take a minute and need Chromium and
// Node. `make test` runs them, and installs what is missing where it can.
package e2e
