package main

import (
	"io"
	"net/http"
	"os"
	"testing"
)

// The budgets of what visitors download, in bytes of brotli. A budget is
// raised only by a commit that says what the bytes buy.
const (
	scriptBudget = 6656      // /sayso.js: the loader, the plan, the banner and its style
	panelBudget  = 1_101_004 // panel.wasm, which only those load who open the panel
)

func TestBudgetOfTheScript(t *testing.T) {
	t.Chdir("../..")
	if _, err := os.Stat(binary); err != nil {
		t.Skip("there is no " + binary + " to ask; run make build first")
	}
	// Keys and hashes are random, and move the size by 50 bytes: the least of
	// six servers says what a change of ours did.
	least := map[string]int{}
	for range 6 {
		script, stop, err := startSayso("https://article.example")
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"en", "de", "fr", "ar", "ja"} {
			n := packedBytes(t, script+"&lang="+lang)
			if before, ok := least[lang]; !ok || n < before {
				least[lang] = n
			}
		}
		stop()
	}
	for lang, n := range least {
		t.Logf("/sayso.js in %s: %d bytes", lang, n)
		if n > scriptBudget {
			t.Errorf("/sayso.js in %s weighs %d bytes in brotli, the budget is %d", lang, n, scriptBudget)
		}
	}
}

// packedBytes is the size of an answer in brotli.
func packedBytes(t *testing.T, url string) int {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "br")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "br" {
		t.Fatalf("%s answered %s, %q encoded: %v", url, res.Status, res.Header.Get("Content-Encoding"), err)
	}
	return len(body)
}

func TestBudgetOfThePanel(t *testing.T) {
	packed, err := os.Stat("../built/panel.wasm.br")
	if os.IsNotExist(err) {
		t.Skip("web/built holds no panel.wasm.br; run make build first")
	}
	if err != nil {
		t.Fatal(err)
	}
	if packed.Size() > panelBudget {
		t.Errorf("panel.wasm weighs %d bytes in brotli, the budget is %d", packed.Size(), panelBudget)
	}
}
