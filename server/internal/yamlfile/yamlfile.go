// Package yamlfile reads files that people write, and says where they went
// wrong: every error begins with file:line:column.
package yamlfile

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A File is one file that was read, kept to find positions in it.
type File struct {
	name string
	tree *ast.File
}

// Decode reads data into v, a pointer to a struct. Unknown and repeated fields
// are errors. The name is only for errors.
func Decode(name string, data []byte, v any) (*File, error) {
	tree, err := Parse(data)
	if err != nil {
		return nil, place(name, err, v)
	}
	f := &File{name: name, tree: tree}
	if err := Single(name, tree, strings.Join(fields(v), ", ")); err != nil {
		return nil, err
	}
	if err := Unmarshal(data, v); err != nil {
		return nil, place(name, err, v)
	}
	return f, nil
}

// Single refuses a file that is empty, with what to write into it, and one of
// more than one document.
func Single(name string, tree *ast.File, write string) error {
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return fmt.Errorf("%s:1:1: the file is empty; write %s", name, write)
	}
	if len(tree.Docs) > 1 {
		return fmt.Errorf("%s:%d:1: a second document begins; write one document a file", name, begins(tree.Docs[1]))
	}
	return nil
}

// begins is the line that a document begins on. One that follows the end of
// another ("...") has no "---" of its own, and may hold nothing.
func begins(doc *ast.DocumentNode) int {
	at := doc.Start
	if at == nil && doc.Body != nil {
		at = doc.Body.GetToken()
	}
	if at == nil {
		return 1
	}
	return at.Position.Line
}

// Parse reads the tree of data.
func Parse(data []byte) (tree *ast.File, err error) {
	defer caught(&err)
	return parser.ParseBytes(data, 0)
}

// Unmarshal reads data into v. Unknown and repeated fields are errors.
func Unmarshal(data []byte, v any) (err error) {
	defer caught(&err)
	return yaml.UnmarshalWithOptions(data, v, yaml.Strict())
}

// caught makes an error of a panic. The YAML package panics on some broken
// files, such as a tag !!seq with nothing after it, and a file that somebody wrote
// must not stop the server that reads it.
func caught(err *error) {
	if trouble := recover(); trouble != nil {
		*err = fmt.Errorf("the file cannot be read as YAML; look for tags such as !!seq, anchors and aliases (%v)", trouble)
	}
}

// place puts file, line and column before an error of the YAML package.
func place(name string, err error, v any) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("%s:1:1: %w", name, err)
	}
	what := at.GetMessage()
	var unknown *yaml.UnknownFieldError
	// Further in stands a field of a field, which has names of its own.
	if errors.As(err, &unknown) && at.GetToken().Position.Column == 1 {
		what += "; write one of " + strings.Join(fields(v), ", ")
	}
	pos := at.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", name, pos.Line, pos.Column, what)
}

// fields lists the YAML names of the fields of the struct that v points to.
func fields(v any) []string {
	t := reflect.TypeOf(v).Elem()
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// Errorf is an error at a path such as "$.origins[1]". Where the file has no
// such path, the error is at the file's beginning.
func (f *File) Errorf(path, format string, args ...any) error {
	line, column := f.position(path)
	return fmt.Errorf("%s:%d:%d: %w", f.name, line, column, fmt.Errorf(format, args...))
}

// Has reports whether the file has something at path.
func (f *File) Has(path string) bool {
	p, err := yaml.PathString(path)
	if err != nil {
		return false
	}
	node, err := p.FilterFile(f.tree)
	return err == nil && node != nil
}

func (f *File) position(path string) (line, column int) {
	p, err := yaml.PathString(path)
	if err != nil {
		return 1, 1
	}
	node, err := p.FilterFile(f.tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return 1, 1
	}
	pos := node.GetToken().Position
	return pos.Line, pos.Column
}
