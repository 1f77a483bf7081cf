// Package ledger lets others check the record: it signs checkpoints of the
// log, proves that a choice is in it, and finds the first entry that does not
// hold.
package ledger

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sayso/server/internal/merkle"
	"sayso/server/internal/store"
)

// minAge is how old a checkpoint grows before another one is signed, however
// often it is asked for.
const minAge = time.Second

// A Ledger signs for one log. It is safe for concurrent use.
type Ledger struct {
	store    store.Store
	signer   note.Signer
	verifier string // the key that checkpoints verify with
	now      func() time.Time

	mu   sync.Mutex
	last store.Checkpoint
}

// New opens the ledger of s and makes its key at the first start. The name is
// the log's own, and stays what it was then.
func New(ctx context.Context, s store.Store, name string, now func() time.Time) (*Ledger, error) {
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, fmt.Errorf("making the log's key: %w", err)
	}
	// The note key's texts, private and public, on a line each.
	k, err := s.FirstKey(ctx, store.Key{ID: public, Use: store.KeyLog, Secret: []byte(secret), CreatedAt: now()})
	if err != nil {
		return nil, err
	}
	signer, err := note.NewSigner(string(k.Secret))
	if err != nil {
		return nil, fmt.Errorf("reading the log's key: %w", err)
	}
	return &Ledger{store: s, signer: signer, verifier: k.ID, now: now}, nil
}

// Name makes the name of a log out of the server's public URL: a name has
// neither a scheme nor spaces.
func Name(publicURL string) string {
	_, host, found := strings.Cut(publicURL, "://")
	if !found || host == "" {
		host = "sayso"
	}
	return host + "/v1/log"
}

// Verifier is the public key of the log, as golang.org/x/mod/sumdb/note reads
// it.
func (l *Ledger) Verifier() string { return l.verifier }

// Source reads the hashes of the log in s.
func Source(ctx context.Context, s store.Log) merkle.Source {
	return func(level int, n int64, count int) ([]tlog.Hash, error) { return s.Hashes(ctx, level, n, count) }
}

// Root is the root of the log's first size entries.
func Root(ctx context.Context, s store.Log, size int64) (tlog.Hash, error) {
	if size == 0 {
		return tlog.TreeHash(0, nil)
	}
	return tlog.TreeHash(size, merkle.Reader(size, Source(ctx, s)))
}

// Checkpoint is a signed checkpoint of the log and of the audit as they are now,
// or as they were a second ago. Each is kept, so that the server is bound to it.
func (l *Ledger) Checkpoint(ctx context.Context) (store.Checkpoint, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now().UTC()
	if l.last.Note != "" && now.Sub(l.last.At) < minAge {
		return l.last, nil
	}
	size, err := l.store.Size(ctx)
	if err != nil {
		return store.Checkpoint{}, err
	}
	last, err := l.store.LastEvent(ctx)
	if err != nil {
		return store.Checkpoint{}, err
	}
	if l.last.Note != "" && size == l.last.Size && last.Number == l.last.Events {
		return l.last, nil
	}
	root, err := Root(ctx, l.store, size)
	if err != nil {
		return store.Checkpoint{}, fmt.Errorf("computing the root of %d entries: %w", size, err)
	}
	signed, err := note.Sign(&note.Note{Text: checkpointText(l.signer.Name(), size, root, &last)}, l.signer)
	if err != nil {
		return store.Checkpoint{}, fmt.Errorf("signing a checkpoint: %w", err)
	}
	c := store.Checkpoint{Size: size, Events: last.Number, Note: string(signed), At: now}
	if err := l.store.AddCheckpoint(ctx, c); err != nil {
		return store.Checkpoint{}, err
	}
	l.last = c
	return c, nil
}

// checkpointText is the body of a checkpoint (C2SP tlog-checkpoint): the log's
// name, its size and its root, and in an extension line the end of the audit.
func checkpointText(name string, size int64, root tlog.Hash, last *store.Link) string {
	text := fmt.Sprintf("%s\n%d\n%s\n", name, size, root)
	if last.Number > 0 {
		text += fmt.Sprintf("%s%d %s\n", auditLine, last.Number, base64.StdEncoding.EncodeToString(last.Hash[:]))
	}
	return text
}

// auditLine begins the extension line with the number and the hash of the
// newest event.
const auditLine = "sayso-audit "

// A Signed is what a checkpoint says.
type Signed struct {
	tlog.Tree
	// Audit is the end of the audit; its number is 0 when the checkpoint says
	// nothing of it.
	Audit store.Link
}

// ReadCheckpoint checks the signature of a checkpoint and reads what it says.
func ReadCheckpoint(text, verifier string) (s Signed, err error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return s, fmt.Errorf("reading the log's public key: %w", err)
	}
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil {
		return s, fmt.Errorf("checking a checkpoint: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != v.Name() {
		return s, fmt.Errorf("a checkpoint of %q is of another log", v.Name())
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &s.N); err != nil {
		return s, fmt.Errorf("a checkpoint says %q where the size should be", lines[1])
	}
	if s.Hash, err = tlog.ParseHash(lines[2]); err != nil {
		return s, fmt.Errorf("a checkpoint says %q where the root should be", lines[2])
	}
	for _, line := range lines[3:] {
		rest, found := strings.CutPrefix(line, auditLine)
		if !found {
			continue // an extension that we do not know
		}
		number, hash, _ := strings.Cut(rest, " ")
		h, err := tlog.ParseHash(hash)
		if _, bad := fmt.Sscanf(number, "%d", &s.Audit.Number); bad != nil || err != nil {
			return s, fmt.Errorf("a checkpoint says %q where the end of the audit should be", line)
		}
		s.Audit.Hash = h
	}
	return s, nil
}
