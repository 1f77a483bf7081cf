package profile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"sayso/server/internal/yamlfile"
)

// A file remembers where each value stands.
type file struct {
	name string
	tree *ast.File
}

// parse reads raw into out, strictly.
func parse(name string, raw []byte, out any) (*file, error) {
	tree, err := yamlfile.Parse(raw)
	if err != nil {
		return nil, located(name, err, nil)
	}
	if err := yamlfile.Single(name, tree, "a profile"); err != nil {
		return nil, err
	}
	if err := yamlfile.Unmarshal(raw, out); err != nil {
		return nil, located(name, err, out)
	}
	return &file{name, tree}, nil
}

// located puts "file:line:column:" before what the YAML reader found.
func located(name string, err error, out any) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("%s:1:1: %w", name, err)
	}
	pos := at.GetToken().Position
	what := at.GetMessage()
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		key := at.GetToken().Value
		what = fmt.Sprintf("unknown key %q; %s", key, suggest(key, out))
	}
	return fmt.Errorf("%s:%d:%d: %s", name, pos.Line, pos.Column, what)
}

// position is where the value at a path such as "rules[3].when.in" stands, or
// where its nearest parent does.
func (f *file) position(path string) (line, column int) {
	for path != "" {
		if p, err := yaml.PathString("$." + path); err == nil {
			if node, err := p.FilterFile(f.tree); err == nil && node.GetToken() != nil {
				pos := start(node).Position
				return pos.Line, pos.Column
			}
		}
		path = parent(path)
	}
	return 1, 1
}

// start is the token at which a node begins: of a mapping its first key.
func start(n ast.Node) *token.Token {
	switch m := n.(type) {
	case *ast.MappingNode:
		if len(m.Values) > 0 && !m.IsFlowStyle {
			return m.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return m.Key.GetToken()
	}
	return n.GetToken()
}

func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return ""
}

// suggest names the known key that is nearest to a misspelt one.
func suggest(key string, out any) string {
	best, distance := "", 4
	for name := range keys(reflect.TypeOf(out), map[reflect.Type]bool{}) {
		if d := editDistance(key, name); d < distance || d == distance && name < best {
			best, distance = name, d
		}
	}
	if best == "" {
		return "leave it out"
	}
	return fmt.Sprintf("write %q or leave it out", best)
}

// keys collects the names of all fields below t.
func keys(t reflect.Type, seen map[reflect.Type]bool) map[string]bool {
	names := map[string]bool{}
	if t == nil {
		return names
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return names
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && f.Tag.Get("yaml") != "-" {
			names[name] = true
		}
		for name := range keys(f.Type, seen) {
			names[name] = true
		}
	}
	return names
}

// editDistance counts the letters to change, add, drop or swap.
func editDistance(a, b string) int {
	var before []int // the row above the row above
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
