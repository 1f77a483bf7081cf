package api_test

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"sayso/server/internal/api"
)

// A description is server/openapi.yaml, read.
type description struct {
	raw   []byte
	err   error
	paths map[string]map[string]operation

	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

type operation struct {
	RequestBody struct {
		Content map[string]any
	}
	Responses map[string]struct {
		Content map[string]any
	}
}

var readInterface = sync.OnceValue(func() *description {
	d := &description{compiler: jsonschema.NewCompiler()}
	if d.raw, d.err = os.ReadFile("../../openapi.yaml"); d.err != nil {
		return d
	}
	text, err := yaml.YAMLToJSON(d.raw)
	if err != nil {
		d.err = err
		return d
	}
	var doc struct {
		Paths map[string]map[string]operation
	}
	if d.err = json.Unmarshal(text, &doc); d.err != nil {
		return d
	}
	d.paths = doc.Paths
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		d.err = err
		return d
	}
	d.compiler.AssertFormat()
	d.err = d.compiler.AddResource("openapi.json", whole)
	return d
})

func theInterface(t testing.TB) *description {
	t.Helper()
	d := readInterface()
	if d.err != nil {
		t.Fatalf("server/openapi.yaml: %v", d.err)
	}
	return d
}

// described is how openapi.yaml writes a pattern: method, path.
func described(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "...}", "}")
	return strings.ToLower(method), strings.TrimSuffix(path, "{$}")
}

// check holds one real answer, and the body that led to it, against the file.
func (d *description) check(t testing.TB, r *http.Request, body string, rec *httptest.ResponseRecorder) {
	t.Helper()
	method, path := described(r.Pattern)
	if path == "" || path == "/metrics" || method == "options" || rec.Code == http.StatusTemporaryRedirect {
		return // there is no such address, a preflight, or net/http cleaned the path
	}
	op, ok := d.paths[path][method]
	if !ok {
		t.Errorf("openapi.yaml does not describe %s", r.Pattern)
		return
	}
	status := strconv.Itoa(rec.Code)
	answer, ok := op.Responses[status]
	if !ok {
		t.Errorf("openapi.yaml: %s has no %s, which it answered: %.200s", r.Pattern, status, rec.Body)
		return
	}
	at := []string{"paths", path, method}
	if rec.Body.Len() > 0 {
		d.match(t, append(at, "responses", status), rec.Header().Get("Content-Type"), answer.Content, rec.Body.Bytes())
	}
	if kind := "application/json"; rec.Code < 300 && op.RequestBody.Content[kind] != nil {
		d.match(t, append(at, "requestBody"), kind, op.RequestBody.Content, []byte(body))
	}
}

// match validates a body of a kind against the schema at a place in the file.
func (d *description) match(t testing.TB, at []string, kind string, content map[string]any, body []byte) {
	t.Helper()
	kind, _, err := mime.ParseMediaType(kind)
	if err != nil || content[kind] == nil {
		t.Errorf("openapi.yaml: %v has no content %q", at, kind)
		return
	}
	if !strings.HasSuffix(kind, "json") || kind == "application/x-ndjson" {
		return
	}
	pointer := "openapi.json#"
	for _, step := range append(slices.Clone(at), "content", kind, "schema") {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(step)
	}
	d.mu.Lock()
	schema, err := d.compiler.Compile(pointer)
	d.mu.Unlock()
	if err != nil {
		t.Errorf("openapi.yaml: %v", err)
		return
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%v: %v\nin %.500s", at, err, body)
	}
}

// What is served and what is described are the same set of addresses.
func TestEveryRouteIsDescribed(t *testing.T) {
	w := newWorld(t)
	var served, written []string
	for _, pattern := range w.server.Patterns() {
		if method, path := described(pattern); path != "" && method != "options" {
			served = append(served, method+" "+path)
		}
	}
	for path, operations := range theInterface(t).paths {
		for method := range operations {
			written = append(written, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(written)
	if diff := cmp.Diff(served, written); diff != "" {
		t.Errorf("routes that are served (-) and described in openapi.yaml (+):\n%s", diff)
	}
}

// Each described GET answers with success, when asked for what there is.
func TestEveryDescribedRouteAnswers(t *testing.T) {
	w := newWorld(t)
	w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	w.asked("krowork", "13", "BR")
	style := regexp.MustCompile(`/assets/panel-[\w-]+\.css`).FindString(w.get("/p/shop").Body.String())
	var pin api.Pin
	w.read("/v1/loader?site=shop", &pin)
	example := strings.NewReplacer("/v1/loader/{file}", strings.TrimPrefix(pin.Src, "http://example.com"),
		"outbox/{site}", "outbox/krowork", "{token}", w.letter("krowork").token, "tile/{path}", "tile/0/000.p/1", "{path}", "krowork/", "{site}", "shop", "/assets/{name}", style, "{code}", "malformed", "{name}", "panel-first",
	)
	for path, operations := range theInterface(t).paths {
		if operations["get"].Responses == nil {
			continue
		}
		if rec := w.get(example.Replace(path)+"?site=shop", "X-Place", "BR", "Authorization", "Bearer "+adminToken); rec.Code != 200 {
			t.Errorf("GET %s = %d %.200s, want 200", path, rec.Code, rec.Body)
		}
	}
	if got := w.get("/v1/openapi.yaml").Body.String(); got != string(theInterface(t).raw) {
		t.Errorf("/v1/openapi.yaml is not server/openapi.yaml: %.80s", got)
	}
}
