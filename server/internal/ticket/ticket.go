// Package ticket seals what a visitor was shown into the opaque plan token
// that comes back with the choice.
package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"sayso/app/consent"
)

// MaxLen bounds a token, in bytes.
const MaxLen = 2048

// macSize is how much of the HMAC a token carries, in bytes: half, as RFC 2104,
// section 5, allows. The token travels with every banner.
const macSize = sha256.Size / 2

// ErrInvalid is returned for a token that no secret of this server sealed.
var ErrInvalid = errors.New("not a plan token of this server")

// A Ticket names what a visitor was shown. It says nothing of a visitor: all
// visitors of one variant of a site get the same.
type Ticket struct {
	Site    string
	Profile string
	Version string // policy version
	Place   string
	Lang    string
	Account consent.AccountMode
	GPC     bool
	// Text is the SHA-256, in hex, of the notice that was shown.
	Text string

	// Played says that Place is played, and not where the visitor is. Played,
	// Age and Now are set on demo sites only.
	Played bool
	Age    consent.Band
	Now    time.Time
}

var b64 = base64.RawURLEncoding.Strict()

// macLen is the length of the HMAC in a token.
var macLen = b64.EncodedLen(macSize)

// Seal writes t, authenticated with the newest of secrets. The same ticket
// always gives the same token: the HMAC, the hash of the notice, and after the
// first star what else the ticket says.
func Seal(secrets [][]byte, t *Ticket) (string, error) {
	hash, err := hex.DecodeString(t.Text)
	if err != nil {
		return "", fmt.Errorf("the hash of the notice: %w", err)
	}
	said := b64.EncodeToString(hash) + "*" + write(t)
	return b64.EncodeToString(mac(secrets[0], said)) + said, nil
}

// Open reads a token that one of secrets sealed.
func Open(secrets [][]byte, token string) (*Ticket, error) {
	if len(token) < macLen || len(token) > MaxLen {
		return nil, ErrInvalid
	}
	sum, err := b64.DecodeString(token[:macLen])
	if err != nil {
		return nil, ErrInvalid
	}
	for _, secret := range secrets {
		if hmac.Equal(sum, mac(secret, token[macLen:])) {
			return read(token[macLen:])
		}
	}
	return nil, ErrInvalid
}

// write writes all but the hash like a query, with stars between the fields: so
// the words stand in a script as they stand there anyway, and cost it a few
// bytes where JSON in base64 cost it sixty.
func write(t *Ticket) string {
	q := url.Values{"s": {t.Site}, "p": {t.Profile}, "v": {t.Version}, "l": {t.Lang}}
	set := func(name, value string, is bool) {
		if is {
			q.Set(name, value)
		}
	}
	set("c", t.Place, t.Place != "")
	set("a", string(t.Account), t.Account != "")
	set("g", "1", t.GPC)
	set("d", "1", t.Played)
	set("b", string(t.Age), t.Age != "")
	set("n", t.Now.Format(time.RFC3339Nano), !t.Now.IsZero())
	return strings.ReplaceAll(q.Encode(), "&", "*") // a star of a value is written %2A
}

func read(said string) (*Ticket, error) {
	text, rest, _ := strings.Cut(said, "*")
	hash, err := b64.DecodeString(text)
	if err != nil {
		return nil, ErrInvalid
	}
	q, err := url.ParseQuery(strings.ReplaceAll(rest, "*", "&"))
	if err != nil {
		return nil, ErrInvalid
	}
	t := &Ticket{
		Site: q.Get("s"), Profile: q.Get("p"), Version: q.Get("v"), Place: q.Get("c"), Lang: q.Get("l"),
		Account: consent.AccountMode(q.Get("a")), GPC: q.Has("g"), Text: hex.EncodeToString(hash),
		Played: q.Has("d"), Age: consent.Band(q.Get("b")),
	}
	if q.Has("n") {
		if t.Now, err = time.Parse(time.RFC3339Nano, q.Get("n")); err != nil {
			return nil, ErrInvalid
		}
	}
	return t, nil
}

func mac(secret []byte, said string) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(said))
	return h.Sum(nil)[:macSize]
}
