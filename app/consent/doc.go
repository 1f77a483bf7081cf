// Package consent holds the words that every other room speaks: what can be
// granted or refused, in which state it is, who may decide, where and when.
//
// It does no I/O, reads no clock and knows no browser. Nothing here decides
// anything; package rules does.
package consent
