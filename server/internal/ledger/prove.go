package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"sayso/app/consent"
	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

// A Proof shows that a choice is in the log: hash salt and record to the leaf,
// and the leaf up the path to the root of the checkpoint.
type Proof struct {
	Number int64  `json:"number"`
	Salt   []byte `json:"salt"`
	// Record is the JSON that the leaf commits to, byte for byte.
	Record     json.RawMessage  `json:"record"`
	Leaf       []byte           `json:"leaf"`
	Path       tlog.RecordProof `json:"path"`
	Size       int64            `json:"size"`
	Checkpoint string           `json:"checkpoint"`
}

// Check holds p against the log's public key.
func (p *Proof) Check(key string) (*store.Record, error) {
	leaf := merkle.NewLeaf(p.Salt, p.Record)
	if !bytes.Equal(leaf[:], p.Leaf) {
		return nil, &Finding{p.Number, "salt and record do not hash to its leaf"}
	}
	t, err := ReadCheckpoint(p.Checkpoint, key)
	if err != nil {
		return nil, &Finding{p.Number, err.Error()}
	}
	if err := tlog.CheckRecord(p.Path, t.N, t.Hash, p.Number, leaf.Hash()); err != nil {
		return nil, &Finding{p.Number, fmt.Sprintf("its proof does not lead to the checkpoint: %v", err)}
	}
	var rec store.Record
	return &rec, json.Unmarshal(p.Record, &rec)
}

// CheckReceipt asks the server for the proof of a receipt and checks it: the
// choice that the receipt tells of is in the log. Verify must have been called
// before, for the key.
func (r *Remote) CheckReceipt(ctx context.Context, token string) error {
	body, err := json.Marshal(map[string]string{"receipt": token})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(r.URL, "/")+"/proof", bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := r.Client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return &Finding{-1, fmt.Sprintf("the server does not prove a receipt: %s %.300s", resp.Status, answer)}
	}
	var p Proof
	if err := json.Unmarshal(answer, &p); err != nil {
		return &Finding{-1, fmt.Sprintf("the proof of a receipt is unreadable: %v", err)}
	}
	rec, err := p.Check(r.Key)
	if err != nil {
		return err
	}
	claims, err := claimsOf(token)
	if err != nil {
		return &Finding{-1, err.Error()}
	}
	if what := Differs(claims, rec); what != "" {
		return &Finding{p.Number, "its receipt says another " + what}
	}
	return nil
}

var b64 = base64.RawURLEncoding.Strict()

// claimsOf reads a receipt whose signature the log's proof makes unnecessary.
func claimsOf(token string) (*consent.Receipt, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("a receipt has %d parts, not 3", len(parts))
	}
	raw, err := b64.DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("a receipt is unreadable: %w", err)
	}
	c := &consent.Receipt{}
	return c, json.Unmarshal(raw, c)
}
