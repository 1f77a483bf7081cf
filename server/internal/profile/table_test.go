package profile_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sayso/app/rules"
)

var update = flag.Bool("update", false, "write generated files anew")

const root = "../../.."

// ruleID matches the IDs of the rule document wherever they stand in a file.
var ruleID = regexp.MustCompile(`\b(?:COM|LAW|KRO|KAA|KLD|KLS|EGR)(?:-[A-Z]+)?-\d+\b`)

// The table "rule, where, test" is generated from the repository and checked:
// a rule of the document that no code, profile or text carries fails here, and
// so does one that nothing tests.
func TestTableOfRules(t *testing.T) {
	where, tests := occurrences(t)
	var b strings.Builder
	b.WriteString("# Where each rule lives and what tests it. Generated: go test ./server/internal/profile -run TableOfRules -update\n")
	for _, id := range documentIDs(t) {
		if len(where[id]) == 0 {
			t.Errorf("%s: no code, profile or text carries it", id)
		}
		_, cited := cite(id)
		proven := slices.Clone(tests[id])
		if cited && len(proven) == 0 && onlyText(id) {
			proven = []string{"server/internal/profile/table_test.go (TestStatements)"}
		}
		if len(proven) == 0 {
			t.Errorf("%s: nothing tests it", id)
		}
		fmt.Fprintf(&b, "%s | %s | %s\n", id, first(where[id]), first(proven))
	}
	golden(t, "testdata/table.txt", b.String())
}

// first names the first two files: enough to find a rule, few enough that the
// table changes only when a rule moves.
func first(files []string) string { return strings.Join(files[:min(len(files), 2)], ", ") }

// documentIDs are the IDs of the rule document.
func documentIDs(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			ids = append(ids, line)
		}
	}
	if len(ids) != 367 {
		t.Fatalf("%d IDs; the document has 367", len(ids))
	}
	return ids
}

// occurrences finds every rule ID in the sources, apart from this package's
// data.
func occurrences(t *testing.T) (where, tests map[string][]string) {
	t.Helper()
	where, tests = map[string][]string{}, map[string][]string{}
	for _, room := range []string{"app", "server", "web", "wasm"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				if d.Name() == "node_modules" || d.Name() == "testdata" || d.Name() == "built" {
					return filepath.SkipDir
				}
				return nil
			}
			return scan(path, where, tests)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return where, tests
}

func scan(path string, where, tests map[string][]string) error {
	switch filepath.Ext(path) {
	case ".go", ".ts", ".yaml":
	default:
		return nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	into, text := where, string(raw)
	if strings.HasSuffix(path, "_test.go") || strings.Contains(path, "web/e2e/") {
		into, text = tests, ""
		if filepath.Ext(path) == ".go" {
			text, err = literals(path, raw)
		}
		if err != nil {
			return err
		}
	}
	name := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
	for _, id := range ruleID.FindAllString(text, -1) {
		if !slices.Contains(into[id], name) {
			into[id] = append(into[id], name)
		}
	}
	return nil
}

// literals are the texts that stand in the code of a Go file. A comment tests
// nothing, whatever rule it names.
func literals(path string, raw []byte) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, raw, 0)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			all.WriteString(lit.Value + "\n")
		}
		return true
	})
	return all.String(), nil
}

// onlyText reports whether id decides nothing: it stands among statements and
// in no rule, clock, item or mechanism.
func onlyText(id string) bool {
	decides := false
	statement := false
	for _, r := range book.Law.Rules {
		decides = decides || r.ID == id
	}
	for _, c := range book.Law.Clocks {
		decides = decides || c.ID == id
	}
	for _, s := range book.Law.Statements {
		statement = statement || s.ID == id
	}
	for _, p := range book.Profiles {
		for _, r := range p.Rules {
			decides = decides || r.ID == id
		}
		for _, c := range p.Clocks {
			decides = decides || c.ID == id
		}
		for _, it := range p.Items {
			decides = decides || it.Rule == id
		}
		for _, s := range p.Statements {
			statement = statement || s.ID == id
		}
	}
	return statement && !decides
}

// Every rule can be cited with a sentence and a source that spells out the
// policy text: promise 4.
func TestStatements(t *testing.T) {
	short := regexp.MustCompile(`^00[0-4]`)
	for _, id := range documentIDs(t) {
		c, ok := cite(id)
		switch {
		case !ok:
			t.Errorf("%s cannot be cited", id)
		case c.Says == "" || c.Source == "" || short.MatchString(c.Source):
			t.Errorf("%s: says %q, source %q", id, c.Says, c.Source)
		case !strings.HasSuffix(c.Says, "."):
			t.Errorf("%s: %q is no sentence", id, c.Says)
		}
	}
}

// cite asks every profile, then the law and the code.
func cite(id string) (rules.Citation, bool) {
	for _, p := range book.Profiles {
		if c, ok := engine.Cite(p.ID, id); ok {
			return c, true
		}
	}
	return engine.Cite("", id)
}

// B-01: two policies of one service word the same rule each for itself.
func TestCiteByProfile(t *testing.T) {
	for profile, want := range map[string]string{"krowork-cn": "admin@krowork.com", "krowork-intl": "support@krowork.com"} {
		if c, ok := engine.Cite(profile, "KRO-GEN-05"); !ok || !strings.Contains(c.Says, want) {
			t.Errorf("%s: %+v lacks %s", profile, c, want)
		}
	}
	for _, p := range book.Profiles { // and every rule of a plan can be cited
		v := visitor(p.Territory.In[0])
		if len(p.Territory.Accounts) > 0 {
			v.Account = p.Territory.Accounts[0]
		}
		plan := decide(t, p.Service, v)
		for _, id := range plan.Rules {
			if _, ok := engine.Cite(plan.Profile, id); !ok {
				t.Errorf("%s: %s cannot be cited", plan.Profile, id)
			}
		}
	}
}

// golden holds got against a file, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != got {
		t.Errorf("%s is not up to date; run go test ./server/internal/profile -update and read the difference", name)
	}
}
