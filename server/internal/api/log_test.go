package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/app/wire"
	"sayso/server/internal/ledger"
	"sayso/server/internal/merkle"
)

func (w *world) held(method, target, receipt string) (int, string) {
	rec := w.do(method, target, `{"receipt":"`+receipt+`"}`, nil)
	return rec.Code, rec.Body.String()
}

// An outsider with a receipt, the public key and the public tiles can check
// that the choice is in the log.
func TestProofOfAChoice(t *testing.T) {
	w := newWorld(t)
	var receipts []string
	for range 5 {
		receipts = append(receipts, w.choose(w.submission("shop", "BR"), "X-Place", "BR").Receipt)
	}
	key := strings.TrimSpace(w.get("/v1/log/key").Body.String())
	tree, err := ledger.ReadCheckpoint(w.get("/v1/log/checkpoint").Body.String(), key)
	if err != nil || tree.N != 5 {
		t.Fatalf("checkpoint = %+v, %v; want 5 entries", tree, err)
	}
	code, body := w.held("POST", "/v1/log/proof", receipts[2])
	if code != 200 {
		t.Fatalf("proof = %d %s", code, body)
	}
	var p struct {
		Number     int64
		Salt, Leaf []byte
		Record     json.RawMessage
		Path       tlog.RecordProof
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	leaf := merkle.NewLeaf(p.Salt, p.Record)
	if string(leaf[:]) != string(p.Leaf) || p.Number != 2 {
		t.Errorf("salt and record do not hash to the leaf of entry %d", p.Number)
	}
	if err := tlog.CheckRecord(p.Path, tree.N, tree.Hash, p.Number, leaf.Hash()); err != nil {
		t.Error(err)
	}
	data := w.get("/v1/log/tile/0/000.p/5").Body.Bytes()
	index := tlog.StoredHashIndex(0, 2)
	if h, err := tlog.HashFromTile(tlog.Tile{H: 8, L: 0, N: 0, W: 5}, data, index); err != nil || h != leaf.Hash() {
		t.Errorf("the tile has another hash for entry 2: %v", err)
	}
	if got := w.get("/v1/log/tile/entries/000.p/5").Body.Bytes(); len(got) != 5*34 || string(got[2*34+2:3*34]) != string(leaf[:]) {
		t.Errorf("the entries are %d bytes, or lack the leaf", len(got))
	}
	for _, path := range []string{"0/000", "0/000.p/6", "1/000.p/1", "0/001.p/1", "-1/000", "data/000.p/1", "0/../../key"} {
		if got := w.get("/v1/log/tile/" + path).Code; got != 404 && got != 307 {
			t.Errorf("tile %s = %d, want 404", path, got)
		}
	}
}

// A visitor's own receipt is enough to be forgotten, and the log still holds.
func TestForgetMe(t *testing.T) {
	w := newWorld(t)
	w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	mine := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	if code, body := w.held("DELETE", "/v1/choices", mine.Receipt+"A"); code != 400 {
		t.Errorf("with a broken receipt = %d %s, want 400", code, body)
	}
	if code, body := w.held("DELETE", "/v1/choices", mine.Receipt); code != 204 {
		t.Fatalf("erasing = %d %s, want 204", code, body)
	}
	for _, again := range [][2]string{{"DELETE", "/v1/choices"}, {"POST", "/v1/log/proof"}} {
		if code, body := w.held(again[0], again[1], mine.Receipt); code != 404 {
			t.Errorf("%s %s afterwards = %d %s, want 404", again[0], again[1], code, body)
		}
	}
	w.now = w.now.Add(time.Minute)
	w.get("/v1/log/checkpoint")
	report, err := ledger.Verify(t.Context(), w.db)
	if err != nil || report.Entries != 2 || report.Erased != 1 || w.recorded() != 1 {
		t.Errorf("afterwards: %+v, %v, %d records", report, err, w.recorded())
	}
	// Another site's page cannot use a receipt that it got hold of.
	other := w.choose(w.submission("shop", "BR"), "X-Place", "BR")
	rec := w.do("DELETE", "/v1/choices", `{"receipt":"`+other.Receipt+`"}`, header("Origin", "https://evil.example"))
	if got := decodeAs[wire.Problem](t, rec); rec.Code != 403 || got.Type != "/problems/wrong-origin" {
		t.Errorf("from another site = %d %s, want 403", rec.Code, rec.Body)
	}
}
