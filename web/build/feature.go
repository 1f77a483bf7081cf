package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// featuresName is the free identifier in loader-hosting.js in whose place the server
// puts the features that a site uses.
const featuresName = "__SAYSO_FEATURES__"

// exported is how esbuild ends a module with one default export.
var exported = regexp.MustCompile(`export\{([\w$]+) as default\};?\s*$`)

// bundleFeatures makes feature-NAME.js of every web/loader/features/NAME.ts, and
// of the host that starts them: one expression, whose value is the default
// export.
func bundleFeatures() error {
	entries, err := filepath.Glob("web/loader/features/*.ts")
	if err != nil {
		return err
	}
	entries = append(entries, "web/loader/host.ts")
	for _, entry := range entries {
		o := options(entry)
		o.Format = api.FormatESModule
		js, err := bundle(o)
		if err != nil {
			return err
		}
		at := exported.FindSubmatchIndex(js)
		if at == nil {
			return fmt.Errorf("%s has no default export; write export default", entry)
		}
		expression := fmt.Sprintf("(()=>{%sreturn %s})()\n", js[:at[0]], js[at[2]:at[3]])
		name := strings.TrimSuffix(filepath.Base(entry), ".ts")
		if err := write("feature-"+name+".js", []byte(expression)); err != nil {
			return err
		}
	}
	return nil
}
