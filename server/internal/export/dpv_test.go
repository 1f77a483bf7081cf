package export_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/server/internal/export"
)

// expand hands lines to the reference processor of JSON-LD, which knows nothing
// of ours and has no network.
func expand(t *testing.T, lines string) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the reference processor of JSON-LD runs on it; apt-get install nodejs npm")
	}
	dir := filepath.Join("testdata", "jsonld")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "jsonld", "package.json")); err != nil {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			t.Fatalf("npm ci in %s: %v\n%s", dir, err, out)
		}
	}
	cmd := exec.Command(node, "expand.mjs")
	cmd.Dir, cmd.Stdin, cmd.Stderr = dir, strings.NewReader(lines), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("expand.mjs: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// An outsider's processor reads every record, drops no term of it, and finds
// in it what was recorded.
func TestDPV(t *testing.T) {
	var b strings.Builder
	promised := func(string) (*export.Promises, error) {
		return &export.Promises{
			Name: "Krowork", Controller: "Example Ltd.", Contact: "privacy@example.com", StorageLocation: "Singapore", Rights: []string{"access", "delete"},
		}, nil
	}
	if n, err := export.DPV(&b, two(nil), promised); n != 2 || err != nil {
		t.Fatalf("DPV = %d, %v", n, err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for i, reply := range expand(t, b.String()) {
		var got struct {
			Error    string
			Expanded []map[string]any
			Quads    []string
		}
		if err := json.Unmarshal([]byte(reply), &got); err != nil {
			t.Fatal(err)
		}
		if got.Error != "" || len(got.Expanded) != 1 {
			t.Fatalf("line %d: %s%d objects\n%s", i, got.Error, len(got.Expanded), lines[i])
		}
		var written map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &written); err != nil {
			t.Fatal(err)
		}
		delete(written, "@context")
		if diff := cmp.Diff(terms(written), terms(got.Expanded[0])); diff != "" {
			t.Errorf("line %d: terms that were written (-) and that a processor sees (+):\n%s", i, diff)
		}
		graph := strings.Join(got.Quads, "\n")
		for _, want := range []string{
			"<http://purl.org/dc/terms/conformsTo> <https://w3id.org/dpv/schema/dpv-27560#record>",
			"<http://purl.org/dc/terms/conformsTo> <https://w3id.org/dpv/schema/dpv-27560#receipt>",
			"<https://w3id.org/dpv#hasLegalBasis> <https://w3id.org/dpv#Consent>",
			"<https://w3id.org/dpv#hasPurpose> <urn:sayso:key:analytics>",
			`<https://w3id.org/dpv#isIndicatedAtTime> "2026-11-23T09:00:0` + string(rune('1'+i)) + `Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>`,
			map[int]string{0: "<https://w3id.org/dpv#ConsentRefused>", 1: "<https://w3id.org/dpv#ConsentGiven>"}[i],
		} {
			if i == 2 { // an erased choice
				want = "<urn:uuid:" + gone + "> <https://schema.org/dateDeleted>"
			}
			if !strings.Contains(graph, want) {
				t.Errorf("line %d: the graph lacks %s:\n%s", i, want, graph)
			}
		}
	}
	// What the standard wants of every record is there.
	for _, term := range []string{
		"dct:conformsTo", "dct:identifier", "dpv:hasDataSubject", "dpv:hasNotice", "dct:language", "dpv:hasPurpose", "dpv:hasDataController",
		"dpv:hasStorageCondition", "dpv:hasJurisdiction", "dpv:isIndicatedAtTime", "dpv:hasDuration", "dpv:isIndicatedBy", "dpv:hasConsentStatus",
	} {
		if !strings.Contains(lines[0], `"`+term+`"`) {
			t.Errorf("the record lacks %s:\n%s", term, lines[0])
		}
	}
}

// terms lists the names of all properties in v, at any depth, by the end that
// a short and a long name have in common.
func terms(v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if !strings.HasPrefix(k, "@") {
				all = append(all, k[strings.LastIndexAny(k, ":/#")+1:])
			}
			all = append(all, terms(inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, terms(inner)...)
		}
	}
	slices.Sort(all)
	return all
}

// Nothing is made up for what a policy does not state.
func TestDPVOfASilentPolicy(t *testing.T) {
	var b strings.Builder
	silent := func(string) (*export.Promises, error) { return &export.Promises{Name: "KALOS"}, nil }
	if _, err := export.DPV(&b, two(nil), silent); err != nil {
		t.Fatal(err)
	}
	_, said, _ := strings.Cut(b.String(), `"@id"`) // after the context
	for _, term := range []string{`"dpv:hasName"`, `"dpv:hasContact"`, `"dpv:StorageLocation"`, `"dpv:hasRight"`} {
		if strings.Contains(said, term) {
			t.Errorf("%s is said of a policy that does not state it:\n%s", term, b.String())
		}
	}
}
