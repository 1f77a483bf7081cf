package main

import _ "embed"

// openapi describes the HTTP interface; served at /v1/openapi.yaml.
//
//go:embed openapi.yaml
var openapi []byte
