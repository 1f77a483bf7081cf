//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

const recipeFolder = "../recipes"

// tagInRecipes is the tag as the recipes have it; the tests put a real one in
// its place.
const tagInRecipes = "https://consent.example/sayso.js?site=shop"

// recipePages are what the recipes' pages ask their own site for.
var recipePages = sync.OnceFunc(func() {
	mux := shopSite.server.Handler.(*http.ServeMux)
	mux.HandleFunc("GET /stats.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `(window.ran ||= []).push("stats")`)
	})
	mux.HandleFunc("GET /theme.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `(window.ran ||= []).push("theme")`)
	})
	mux.HandleFunc("GET /film", frame)
})

// readRecipe is a file of the recipes with the tag of a server.
func readRecipe(t *testing.T, name, tag string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(recipeFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(raw), tagInRecipes, tag)
}

// serveRecipe serves text on the shop's origin, for this test.
func serveRecipe(path, contentType, text string) {
	serveOnShop(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, text)
	})
}

// play visits a recipe's page as somebody who is asked, and says yes.
func play(t *testing.T, address, before, after string) *tab {
	t.Helper()
	tb := newTab(t)
	tb.open(address)
	tb.wait(`window.sayso?.ready`)
	tb.run(`sayso.ready`)
	tb.wait(`document.querySelector("sayso-banner")?.shadowRoot.querySelector("[data-sayso-action=accept_all]")`)
	tb.wait(before)
	if ran := eval[string](tb, `(window.ran || []).join()`); strings.Contains(ran, "stats") {
		t.Errorf("before a yes ran %s", ran)
	}
	tb.run(`sayso.accept()`)
	tb.wait(after)
	tb.press(`document.querySelector("[data-sayso-open]")`)
	tb.wait(`document.querySelector("sayso-banner").shadowRoot.querySelector("dialog[open]")`)
	return tb
}

// The plain page: calls wait in the queue, gates wait for a yes.
func TestRecipeHTML(t *testing.T) {
	recipePages()
	s := serverFor(t, "id: shop\nservice: krowork")
	tag := s.url + "/sayso.js?site=shop&amp;place=DE"
	serveRecipe("/recipe/html", "text/html", readRecipe(t, "html/index.html", tag))
	play(t, shopSite.origin+"/recipe/html", `!document.querySelector("iframe").src`,
		`window.ran?.includes("stats") && document.querySelector("iframe").src && document.documentElement.dataset.analytics == "true"`)
}

// React and Vue draw anew when what is granted changes.
func TestRecipesOfFrameworks(t *testing.T) {
	recipePages()
	if _, err := os.Stat(filepath.Join(recipeFolder, "node_modules", "vue")); err != nil {
		npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		npm.Dir = recipeFolder
		if out, err := npm.CombinedOutput(); err != nil {
			t.Fatalf("npm ci in web/recipes: %v\n%s", err, out)
		}
	}
	s := serverFor(t, "id: shop\nservice: krowork")
	for name, entry := range map[string]string{"react": "app.jsx", "vue": "app.js"} {
		t.Run(name, func(t *testing.T) {
			built := api.Build(api.BuildOptions{
				EntryPoints: []string{filepath.Join(recipeFolder, name, entry)}, Bundle: true, Format: api.FormatESModule, JSX: api.JSXAutomatic,
				Define: map[string]string{"process.env.NODE_ENV": `"production"`, "__VUE_OPTIONS_API__": "false", "__VUE_PROD_DEVTOOLS__": "false", "__VUE_PROD_HYDRATION_MISMATCH_DETAILS__": "false"},
			})
			if len(built.Errors) > 0 {
				t.Fatal(built.Errors[0].Text)
			}
			serveRecipe("/recipe/"+name+"/", "text/html", readRecipe(t, name+"/index.html", s.url+"/sayso.js?site=shop&amp;place=DE"))
			serveRecipe("/recipe/"+name+"/app.js", "text/javascript", string(built.OutputFiles[0].Contents))
			play(t, shopSite.origin+"/recipe/"+name+"/", `document.getElementById("instead") && document.querySelector("main").dataset.analytics == "false"`,
				`document.querySelector("iframe[src='/film']") && document.querySelector("main").dataset.analytics == "true"`)
		})
	}
}

// WordPress: the plugin, run by PHP, puts the tag first and gates what it lists.
func TestRecipeWordPress(t *testing.T) {
	recipePages()
	if _, err := exec.LookPath("php"); err != nil {
		if err := apt("php-cli"); err != nil {
			t.Fatal(err)
		}
	}
	s := serverFor(t, "id: shop\nservice: krowork")
	plugin := filepath.Join(t.TempDir(), "sayso.php")
	if err := os.WriteFile(plugin, []byte(readRecipe(t, "wordpress/sayso.php", s.url+"/sayso.js?site=shop&place=DE")), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("php", filepath.Join(recipeFolder, "wordpress", "page.php"), plugin).CombinedOutput()
	if err != nil {
		t.Fatalf("php: %v\n%s", err, out)
	}
	serveRecipe("/recipe/wordpress", "text/html", strings.TrimSpace(string(out)))
	tb := play(t, shopSite.origin+"/recipe/wordpress", `window.ran?.includes("theme")`, `window.ran?.includes("stats")`)
	if first := eval[string](tb, `document.querySelector("script").src`); !strings.HasPrefix(first, s.url) {
		t.Errorf("the first script is %s", first)
	}
}

// Google Tag Manager: a container puts the tag in late; Consent Mode's default
// stands before it all the same, once, and the update comes.
func TestRecipeGTM(t *testing.T) {
	recipePages()
	s := serverFor(t, "id: shop\nservice: krowork\nsignals: {google: {}}")
	custom := readRecipe(t, "gtm/tag.html", s.url+"/sayso.js?site=shop&place=DE")
	_, custom, _ = strings.Cut(custom, "<script>")
	custom, _, _ = strings.Cut(custom, "</script>")
	// The container that Google would serve: it runs the tag when it gets to it.
	serveRecipe("/gtm.js", "text/javascript", "setTimeout(() => {"+custom+"}, 50)")
	serveRecipe("/recipe/gtm", "text/html", readRecipe(t, "gtm/index.html", ""))
	tb := play(t, shopSite.origin+"/recipe/gtm", `dataLayer.length > 2`, `window.ran?.includes("stats")`)
	calls := eval[string](tb, `dataLayer.map((call) => call[0] ? [call[0], call[1], call[2].analytics_storage].join(" ") : call.event).join(", ")`)
	if want := "consent default denied, gtm.js, consent update denied, consent update granted"; calls != want {
		t.Errorf("dataLayer has %s, want %s", calls, want)
	}
}

// go-app takes over the body's first element, so the tag comes after it.
func TestRecipeGoApp(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := serverFor(t, "id: shop\nservice: krowork\norigins: [\"http://"+addr+"\"]")
	dir := t.TempDir()
	tag := "-X main.tag=" + s.url + "/sayso.js?site=shop&place=DE"
	for out, env := range map[string][]string{"shop": nil, "web/app.wasm": {"GOOS=js", "GOARCH=wasm"}} {
		cmd := exec.Command("go", "build", "-ldflags", tag, "-o", filepath.Join(dir, out), "sayso/web/recipes/go-app")
		cmd.Env = append(os.Environ(), env...)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, text)
		}
	}
	site := exec.Command(filepath.Join(dir, "shop"), "--addr", addr)
	site.Dir = dir
	if err := site.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { site.Process.Kill(); site.Wait() })
	tb := newTab(t)
	for range 100 { // until it listens
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			break
		}
		tb.run(`new Promise((done) => setTimeout(done, 50))`)
	}
	play(t, "http://"+addr+"/", `document.getElementById("instead")`, `document.querySelector("iframe[src='/film']")`)
}
