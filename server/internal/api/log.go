package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/asset"
	"sayso/server/internal/ledger"
	"sayso/server/internal/merkle"
	"sayso/server/internal/receipt"
	"sayso/server/internal/store"
)

// checkpoint handles GET /v1/log/checkpoint: what the server signs about the
// log now (C2SP tlog-checkpoint).
func (s *Server) checkpoint(w http.ResponseWriter, r *http.Request) error {
	c, err := s.ledger.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return sendText(w, c.Note)
}

// logKey handles GET /v1/log/key: the public key that checkpoints verify with.
func (s *Server) logKey(w http.ResponseWriter, r *http.Request) error {
	return sendText(w, s.ledger.Verifier()+"\n")
}

func sendText(w http.ResponseWriter, text string) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	_, err := w.Write([]byte(text))
	return err
}

// tile handles GET /v1/log/tile/…: a tile of the tree, or with "entries" the
// leaves below it (C2SP tlog-tiles).
func (s *Server) tile(w http.ResponseWriter, r *http.Request) error {
	level, number, _ := strings.Cut(r.PathValue("path"), "/")
	entries := level == "entries"
	if entries {
		level = "0"
	}
	// Package tlog writes the height into the path as well.
	t, err := tlog.ParseTilePath("tile/8/" + level + "/" + number)
	if err != nil || t.L < 0 {
		return refuse("not-found", "", "there is no such tile")
	}
	size, err := s.store.Size(r.Context())
	if err != nil {
		return err
	}
	if t.N<<merkle.TileHeight+int64(t.W) > size>>(merkle.TileHeight*t.L) {
		return refuse("not-found", "", "the log has no such tile yet")
	}
	data, err := s.tileData(r, t, size, entries)
	if err != nil {
		return err
	}
	h := w.Header()
	asset.Immutable(h)
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Access-Control-Allow-Origin", "*")
	_, err = w.Write(data)
	return err
}

func (s *Server) tileData(r *http.Request, t tlog.Tile, size int64, entries bool) ([]byte, error) {
	if !entries {
		return merkle.Tile(size, t, ledger.Source(r.Context(), s.store))
	}
	leaves, err := s.store.Leaves(r.Context(), t.N<<merkle.TileHeight, t.W)
	if err != nil {
		return nil, err
	}
	data := make([]byte, 0, len(leaves)*(2+len(merkle.Leaf{})))
	for _, l := range leaves {
		data = append(data, 0, byte(len(l))) // the length in two bytes
		data = append(data, l[:]...)
	}
	return data, nil
}

// prove handles POST /v1/log/proof: whoever holds a receipt gets the proof
// that its choice is in the log.
func (s *Server) prove(w http.ResponseWriter, r *http.Request) error {
	e, err := s.held(w, r)
	if err != nil {
		return err
	}
	c, err := s.ledger.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	if e.Number >= c.Size {
		return &problem{code: "not-recorded", what: "the next checkpoint is a second away"}
	}
	path, err := tlog.ProveRecord(c.Size, e.Number, merkle.Reader(c.Size, ledger.Source(r.Context(), s.store)))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	record, err := json.Marshal(e.Record)
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(ledger.Proof{
		Number: e.Number, Salt: e.Salt, Record: record, Leaf: e.Leaf[:], Path: path, Size: c.Size, Checkpoint: c.Note,
	})
}

// erase handles DELETE /v1/choices: whoever holds a receipt may have its
// record forgotten. The log keeps a hash that tells nothing.
func (s *Server) erase(w http.ResponseWriter, r *http.Request) error {
	e, err := s.held(w, r)
	if err != nil {
		return err
	}
	if err := s.store.Erase(r.Context(), e.Record.ID, store.Erasure{At: s.now(), Who: "visitor", Why: "asked for, with the receipt"}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// held finds the entry of the receipt in the body.
func (s *Server) held(w http.ResponseWriter, r *http.Request) (*store.Entry, error) {
	_, jws, err := s.holder(w, r)
	if err != nil {
		return nil, err
	}
	claims, err := receipt.Verify(s.ring, jws)
	if err != nil {
		return nil, err
	}
	e, err := s.store.Entry(r.Context(), claims.ID)
	if err != nil {
		return nil, &problem{code: "not-found", what: "there is no record of this receipt any more", cause: err}
	}
	return &e, nil
}
