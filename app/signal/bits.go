package signal

import (
	"fmt"
	"strings"
)

// alphabet is base64url (RFC 4648 section 5). The specification's own table
// prints + and / for the last two, its examples and its library do not.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// maxPadding bounds the zero bits that may follow the last field: the
// reference library pads GPP parts to 8 and then to 6 bits (at most 10 bits),
// and TCF parts to 24.
const maxPadding = 24

// bitWriter collects bits, first bit first, one a byte.
type bitWriter struct{ bits []byte }

// put adds the lowest width bits of v.
func (w *bitWriter) put(v, width int) {
	for i := width - 1; i >= 0; i-- {
		w.bits = append(w.bits, byte(v>>i&1))
	}
}

// text pads with zeros to a multiple of 8 and then of 6 bits, as the reference
// library does where the specification's prose pads to 6 only, and writes six
// bits a character.
func (w *bitWriter) text() string {
	for len(w.bits)%8 != 0 {
		w.bits = append(w.bits, 0)
	}
	for len(w.bits)%6 != 0 {
		w.bits = append(w.bits, 0)
	}
	var b strings.Builder
	for i := 0; i < len(w.bits); i += 6 {
		v := 0
		for _, bit := range w.bits[i : i+6] {
			v = v<<1 | int(bit)
		}
		b.WriteByte(alphabet[v])
	}
	return b.String()
}

// bitReader takes bits from base64url text. After the first error it stays
// there: take answers 0, and end returns the error.
type bitReader struct {
	text string
	at   int // in bits
	err  error
}

func readBits(text string) (*bitReader, error) {
	for i := range len(text) {
		if strings.IndexByte(alphabet, text[i]) < 0 {
			return nil, fmt.Errorf("character %d of %q is not base64url", i+1, text)
		}
	}
	return &bitReader{text: text}, nil
}

// take reads the next width bits, at most 12.
func (r *bitReader) take(width int) (v int) {
	if r.err == nil && r.at+width > 6*len(r.text) {
		r.err = fmt.Errorf("%q ends after %d bits; bit %d is needed", r.text, 6*len(r.text), r.at+width)
	}
	if r.err != nil {
		return 0
	}
	for ; width > 0; width-- {
		six := strings.IndexByte(alphabet, r.text[r.at/6])
		v = v<<1 | six>>(5-r.at%6)&1
		r.at++
	}
	return v
}

// end checks that nothing but padding is left. Both paddings are read, to 6
// bits and to 8; more, or a bit that is set, means another layout.
func (r *bitReader) end() error {
	if r.err != nil {
		return r.err
	}
	left := 6*len(r.text) - r.at
	if left > maxPadding {
		return fmt.Errorf("%q has %d bits more than its fields", r.text, left)
	}
	for range left {
		if r.take(1) != 0 {
			return fmt.Errorf("%q has bit %d set, behind its last field", r.text, r.at)
		}
	}
	return nil
}
