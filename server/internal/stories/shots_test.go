//go:build shots

package stories

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"sayso/server/internal/site"
)

// A look is one way of looking at all stories.
type look struct {
	name  string
	lang  string
	width int64
	media map[string]string
}

var looks = []look{
	{name: "light", width: 760},
	{name: "dark", width: 760, media: map[string]string{"prefers-color-scheme": "dark"}},
	{name: "narrow", width: 320},
	{name: "arabic", lang: "ar", width: 760},
	{name: "forced", width: 760, media: map[string]string{"forced-colors": "active"}},
	{name: "wide", width: 1280},
}

// TestShots takes a picture of every story in every look, for people to look
// at: go test -tags shots ./server/internal/stories. The environment variable
// SHOTS limits it to stories or looks whose name it is part of.
func TestShots(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "web", "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(serve(t)))
	defer srv.Close()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true))
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	shelf := load(t)
	for _, l := range looks {
		for _, s := range All(&shelf.Files()[0].Catalog) {
			id := l.name + "-" + s.Name
			if !matches(id) {
				continue
			}
			png, err := shoot(ctx, l, s, srv.URL+"/"+s.Name+"?lang="+l.lang)
			if err != nil {
				t.Fatal(id, err)
			}
			if err := os.WriteFile(filepath.Join(dir, id+".png"), png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func matches(id string) bool {
	for want := range strings.FieldsSeq(os.Getenv("SHOTS")) {
		if strings.Contains(id, want) {
			return true
		}
	}
	return os.Getenv("SHOTS") == ""
}

func shoot(ctx context.Context, l look, s Story, url string) (png []byte, err error) {
	media := emulation.SetEmulatedMediaParams{}
	for name, value := range l.media {
		media.Features = append(media.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		return nil, err
	}
	// In a picture of the whole page a bar that sticks would stand in the middle.
	const unfold = `document.querySelectorAll("details").forEach(d => d.open = true);
		document.querySelectorAll("footer").forEach(f => f.style.position = "static")`
	if err := chromedp.Do(ctx,
		chromedp.EmulateViewport(l.width, 640),
		chromedp.Navigate(url),
		chromedp.Evaluate[chromedp.Void](unfold),
		chromedp.Sleep(350*time.Millisecond),
	); err != nil {
		return nil, err
	}
	if s.Banner != nil {
		return chromedp.Run(ctx, chromedp.CaptureScreenshot())
	}
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

func serve(t *testing.T) http.HandlerFunc {
	shelf := load(t)
	styles := map[string][]byte{}
	for _, name := range []string{"panel.css", "banner.css", "banner-card.css", "banner-dialog.css"} {
		styles["/"+name] = bundle(t, name)
	}
	look := Look{Panel: "/panel.css", Banner: func(l site.Layout, _ site.Theme) string {
		return string(styles["/banner.css"]) + string(styles["/banner-"+string(l)+".css"])
	}}
	return func(w http.ResponseWriter, r *http.Request) {
		if css, ok := styles[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/css")
			w.Write(css)
			return
		}
		words := shelf.Match(r.URL.Query().Get("lang"), "")
		page, _, err := Document(r.URL.Path[1:], &words.Catalog, look)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(page)
	}
}

func bundle(t *testing.T, name string) []byte {
	t.Helper()
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join("..", "..", "..", "web", "style", name)},
		Bundle:      true, MinifyWhitespace: true, MinifySyntax: true, Target: api.ESNext,
	})
	if len(built.Errors) > 0 {
		t.Fatal(built.Errors)
	}
	return built.OutputFiles[0].Contents
}
