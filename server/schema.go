package main

import (
	"fmt"
	"os"

	"sayso/server/internal/profile"
	"sayso/server/internal/site"
)

// printSchema is "sayso schema profile|law|site".
func printSchema(args []string) int {
	schemas := map[string]func() ([]byte, error){"profile": profile.Schema, "law": profile.LawSchema, "site": site.Schema}
	if len(args) != 1 || schemas[args[0]] == nil {
		fmt.Fprintln(os.Stderr, "usage: sayso schema profile|law|site")
		return statusUsage
	}
	out, err := schemas[args[0]]()
	if err != nil {
		return exit(err)
	}
	_, err = os.Stdout.Write(out)
	return exit(err)
}
