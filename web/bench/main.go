// Command bench prints what Sayso weighs and how fast it decides. Sizes are
// also held by tests; times are only printed, as machines differ.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
)

// parts are what can be measured. Names on the command line choose among them.
var parts = []struct {
	name    string
	measure func() error
}{{"bytes", transfer}, {"features", featureWeights}, {"press", pressSpeed}, {"takeover", takeOvers}, {"weight", panelWeight}, {"rules", decideSpeed}}

func main() {
	for _, part := range parts {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], part.name) {
			continue
		}
		if err := part.measure(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
	}
}

// transfer prints the bytes that travel until the banner shows, and for the
// panel's document.
func transfer() error {
	fmt.Println("Brotli bytes on the wire")
	return withServer(func(base string) error {
		for _, v := range []struct{ what, path string }{
			{"until the banner shows, opt-in (krowork, DE)", "/sayso.js?site=krowork&place=DE"},
			{"until the banner shows, opt-out (kalodata, US-CA)", "/sayso.js?site=kalodata&place=US-CA"},
			{"until the banner shows, in Arabic (krowork)", "/sayso.js?site=krowork&lang=ar"},
			{"until the banner shows, terms (kaadas, CN)", "/sayso.js?site=kaadas&place=CN"},
			{"no banner at all (kalos)", "/sayso.js?site=kalos"},
			{"the panel's document (krowork, DE)", "/panel?site=krowork&place=DE&origin=" + base},
		} {
			n, err := wireBytes(base + v.path)
			if err != nil {
				return err
			}
			fmt.Printf("  %-52s %9d\n", v.what, n)
		}
		return nil
	})
}

// featureWeights prints what each optional part adds to the loader.
func featureWeights() error {
	fmt.Println("What optional parts add to the loader, in brotli")
	cmd := exec.Command("go", "test", "-count=1", "-v", "-run", "TestFeatureWeights", "./server/internal/view")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// decideSpeed runs the benchmarks of the rules.
func decideSpeed() error {
	fmt.Println("Time and allocations of the rules")
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "./server/internal/profile")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
