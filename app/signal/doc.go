// Package signal says in the words of others what a visitor granted: IAB GPP
// and US Privacy strings, Google's and Microsoft's consent modes, the WordPress
// consent API and the like.
//
// Everything here is a pure function of the grants, the place, the age band and
// Global Privacy Control. Nothing is decided: what is granted comes from package
// rules, and a signal never says more than the grants do. A key that the grants
// do not mention counts as not granted towards tags (the consent modes), and as
// "not applicable" in the strings that have a word for it.
//
// # Sources
//
//   - GPP consent string specification, string format version 1, and the US
//     sections: github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform,
//     section list of 2025-12-17.
//   - The bytes are those of the reference library, npm @iabgpp/cmpapi 3.2.0,
//     which the tests run in both directions.
//   - US Privacy string version 1 (IAB Tech Lab, 2020; no longer maintained).
//
// # What is left out
//
// The TCF sections (2 and 5): only a registered CMP may write them. They are
// carried through unread. The sections of Maryland, Indiana, Kentucky and Rhode
// Island (24 to 27): their text of October 2025 is open for comment and puts a
// section header first, the reference library writes none; until both agree, a
// string of ours would be read wrongly by one of them, so that visitors there
// get the national section.
package signal
