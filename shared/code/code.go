// Package code is the inspection code (检查码) as a thing that can be printed, scanned and checked:
// the signed token of 231 digits, the keys that sign and verify it, the QR symbol that carries it,
// the thirty-second slots that tell a live screen from a screenshot, and the short code for typing.
// FORMAT.md describes every byte, and testdata/vectors.json shows them.
//
// Everything here is computed from its arguments. The package refuses to know HTTP, storage and
// events: what it answers about a forged code costs microseconds and no request to anyone.
package code
