package main

// serverOnly keeps a file out of the browser.
const serverOnly = "//go:build !wasm\n\npackage app\n"

// edits are the changes to go-app v10.1.11. Each names the first half of the
// SHA-256 of the file that it was written for.
var edits = []edit{
	// The page server: net/http, crypto/tls, mime.
	{"http.go", "0601189a9f611378", []string{"package app\n", serverOnly}},
	{"resource.go", "6b52ab4ec2f4171d", []string{"package app\n", serverOnly}},
	// Encrypted state, which the panel does not keep: crypto/aes, crypto/rand.
	{"crypto.go", "c0fc14126207dc9f", []string{"package app\n", serverOnly}},
	// Routes by regular expression: regexp.
	{"route.go", "3252c7f2876cba69", []string{"package app\n", serverOnly}},
	// Identifiers: google/uuid brings crypto/rand, net and database/sql.
	{"context.go", "1165dc862aad17ba", []string{
		"\t\"github.com/google/uuid\"\n", "",
		"uuid.NewString()", "randomUUID()",
	}},
	{"state.go", "b41c94e804ab69a8", []string{
		"\t\"github.com/google/uuid\"\n", "",
		"uuid.NewString()", "randomUUID()",
	}},
	// The panel keeps nothing in the browser's storage, and merely touching
	// it throws where storage is blocked in frames.
	{"engine.go", "8400019d85d00fb6", []string{
		"newJSStorage(\"localStorage\")", "newMemoryStorage()",
		"newJSStorage(\"sessionStorage\")", "newMemoryStorage()",
	}},
}
