package api

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"sayso/server/internal/asset"
	"sayso/server/internal/mail"
)

// outbox handles GET /demo/outbox/{site}: the letters that a demo site would
// have sent, so that one person can play both minor and guardian. It is there
// for demo sites alone, and only where no mail server takes the letters.
func (s *Server) outbox(w http.ResponseWriter, r *http.Request) error {
	found, err := s.site(r.PathValue("site"))
	if err != nil {
		return err
	}
	box, ok := s.desk.Mail.(*mail.Outbox)
	if !ok || !found.Demo {
		return refuse("not-found", "", "this site's letters go by mail")
	}
	letters, err := box.Letters(found.ID)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox (demonstration)</title>` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
		`<link rel="icon" href="data:,"><link rel="stylesheet" href="/demo/demo.css"></head><body><main id="content"><section><h1>Outbox</h1>` +
		`<p>No mail server is configured, so letters to guardians end here. Open a link to play the guardian in another browser.</p>`)
	if len(letters) == 0 {
		b.WriteString(`<p>There is no letter yet.</p>`)
	}
	for i := range letters {
		writeLetter(&b, &letters[i])
	}
	b.WriteString("</section></main></body></html>\n")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'")
	return asset.Send(w, r, http.StatusOK, "text/html; charset=utf-8", []byte(b.String()))
}

func writeLetter(b *strings.Builder, l *mail.Letter) {
	fmt.Fprintf(b, `<article class="letter"><h2>%s</h2><p>%s</p>`, html.EscapeString(l.Subject), html.EscapeString(l.To))
	for line := range strings.SplitSeq(l.Text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.Contains(line, "/guardian/") && !strings.Contains(line, " "):
			fmt.Fprintf(b, `<p><a href="%[1]s?browser=other" target="_blank" rel="noopener">%[1]s</a></p>`, html.EscapeString(line))
		case line != "":
			fmt.Fprintf(b, "<p>%s</p>", html.EscapeString(line))
		}
	}
	b.WriteString("</article>")
}
