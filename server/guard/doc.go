// Package guard answers a site's back end: may this request do what its
// visitor was asked about?
//
// The answer comes from the receipt in the visitor's cookie, which only the
// consent server can sign, and from the request's Global Privacy Control
// header; the consent server itself is asked for nothing but its public keys.
// What is not known is not granted: a missing, forged, lapsed or foreign
// receipt counts as no choice, and so does one whose key cannot be had.
//
// It needs the standard library and package consent only.
package guard
