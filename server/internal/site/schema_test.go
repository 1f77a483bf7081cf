package site_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sayso/server/internal/site"

	"github.com/goccy/go-yaml"
	"github.com/google/jsonschema-go/jsonschema"
)

// What ships passes schema and parser; what is spoilt in one place fails both.
// Otherwise an editor would praise a file that the server refuses.
func TestSchemaAgreesWithParser(t *testing.T) {
	schema := siteSchema(t)
	files, err := filepath.Glob("sites/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	good := map[string]string{"with everything": "id: shop\nservice: krowork\norigins: [\"https://shop.example\"]\nlanguages: [en, pt-BR]\naccount: personal\nleave: https://shop.example/bye\n", "what the device and others get": everything}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		good[name] = string(raw)
	}
	for name, text := range good {
		if err := schema.Validate(asJSON(t, text)); err != nil {
			t.Errorf("the schema refuses %s: %v", name, err)
		}
		if _, err := site.Parse(name, []byte(text)); err != nil {
			t.Errorf("the parser refuses %s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"a misspelt key":          "id: shop\nservice: krowork\noriginz: [\"https://shop.example\"]\n",
		"no id":                   "service: krowork\norigins: [\"https://shop.example\"]\n",
		"no service":              "id: shop\norigins: [\"https://shop.example\"]\n",
		"an unknown account":      "id: shop\nservice: krowork\norigins: [\"https://shop.example\"]\naccount: family\n",
		"a service without an id": "id: shop\nservice: krowork\ndemo: true\nservices: [{name: Chat, category: functional}]\n",
		"storage of no category":  "id: shop\nservice: krowork\ndemo: true\nstorage: {adverts: {local: [a]}}\n",
		"a misspelt signal":       "id: shop\nservice: krowork\ndemo: true\nsignals: {goggle: {}}\n",
		"one origin, not a list":  "id: shop\nservice: krowork\norigins: {a: b}\n",
	} {
		if err := schema.Validate(asJSON(t, text)); err == nil {
			t.Errorf("the schema takes %s", name)
		}
		if _, err := site.Parse("site.yaml", []byte(text)); err == nil {
			t.Errorf("the parser takes %s", name)
		}
	}
}

func siteSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	raw, err := site.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// asJSON is a YAML file as a validator sees it.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	raw, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
