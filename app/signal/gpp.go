package signal

import (
	"fmt"
	"strings"
)

// Fields are the values of a section by the names of its specification. A
// single Int(2) has one value, an N-Bitfield(2,n) n of them. Opt-outs: 0 not
// applicable, 1 opted out, 2 did not. Notices: 0 not applicable, 1 given, 2 not
// given. Consents: 0 not applicable, 1 no, 2 yes.
//
// "Version" may be missing; then the current version is written. "Gpc" (0 or
// 1) stands for the sub-section of Global Privacy Control: without it, none is
// written.
type Fields map[string][]int

// A Section is one section of a GPP string.
type Section struct {
	ID int
	// Fields is nil for sections that have no table here.
	Fields Fields
	// Raw is the text of a section without a table: the four characters of the
	// US Privacy string (section 6), or what somebody else wrote.
	Raw string
}

// maxString bounds the strings that are read, in bytes. A string with all US
// sections has 400.
const maxString = 16 << 10

// Encode writes a GPP string, the sections in the order of their ids. A field
// that is missing is written as 0, except for MspaCoveredTransaction, which
// has no 0 and must be given; a field that the section does not have, or a
// value without a meaning, is an error.
func Encode(sections []Section) (string, error) {
	sorted := byID(sections)
	ids := make([]int, len(sorted))
	parts := make([]string, 1, len(sorted)+1)
	for i, s := range sorted {
		if s.ID < 1 || s.ID > maxSection || i > 0 && ids[i-1] == s.ID {
			return "", fmt.Errorf("section id %d is out of range or given twice", s.ID)
		}
		ids[i] = s.ID
		text, err := s.encode()
		if err != nil {
			return "", fmt.Errorf("section %d %s: %w", s.ID, SectionName(s.ID), err)
		}
		parts = append(parts, text)
	}
	parts[0] = writeHeader(ids)
	return strings.Join(parts, "~"), nil
}

// byID sorts by insertion: there are few sections, and the sort of package
// slices costs 14 KB of machine code.
func byID(sections []Section) []Section {
	sorted := make([]Section, 0, len(sections))
	for _, s := range sections {
		i := len(sorted)
		sorted = append(sorted, s)
		for ; i > 0 && sorted[i-1].ID > s.ID; i-- {
			sorted[i], sorted[i-1] = sorted[i-1], s
		}
	}
	return sorted
}

func (s Section) encode() (string, error) {
	if s.Fields == nil {
		return s.Raw, checkRaw(s.ID, s.Raw)
	}
	version := 0
	if v := s.Fields[fieldVersion]; len(v) == 1 {
		version = v[0]
	}
	l := layoutOf(s.ID, version)
	if l == nil {
		return "", fmt.Errorf("there is no layout for version %d", version)
	}
	if err := l.check(s.Fields); err != nil {
		return "", err
	}
	var w bitWriter
	w.put(l.version, 6)
	for name, count := range l.fields() {
		values := s.Fields[name]
		if values == nil {
			values = make([]int, max(count, 1))
		}
		for _, v := range values {
			w.put(v, 2)
		}
	}
	text := w.text()
	if on, ok := s.Fields[fieldGPC]; ok {
		var sub bitWriter
		sub.put(1, 2) // the type of the sub-section; 0 is the core
		sub.put(on[0], 1)
		text += "." + sub.text()
	}
	return text, nil
}

// check finds fields that l does not have and values without a meaning.
func (l *layout) check(f Fields) error {
	known := 0
	for name, count := range l.fields() {
		values, ok := f[name]
		if !ok && name != fieldCovered {
			continue
		}
		known++
		if len(values) != max(count, 1) {
			return fmt.Errorf("%s has %d values; give %d", name, len(values), max(count, 1))
		}
		for _, v := range values {
			if v < 0 || v > 2 || v == 0 && name == fieldCovered {
				return fmt.Errorf("%s is %d, which has no meaning", name, v)
			}
		}
	}
	if v, ok := f[fieldGPC]; ok && l.gpc {
		known++
		if len(v) != 1 || v[0]&^1 != 0 {
			return fmt.Errorf("%s is %d; give 0 or 1", fieldGPC, v)
		}
	}
	if _, ok := f[fieldVersion]; ok {
		known++
	}
	if known != len(f) {
		return fmt.Errorf("version %d has the fields %s, gpc %t; others were given", l.version, l.core, l.gpc)
	}
	return nil
}

// checkRaw refuses text that would tear the string apart, and a US Privacy
// string that is none.
func checkRaw(id int, raw string) error {
	if raw == "" || strings.ContainsAny(raw, "~") {
		return fmt.Errorf("%q is no section", raw)
	}
	if id == uspV1 {
		return checkUSPrivacy(raw)
	}
	return nil
}

// Decode reads a GPP string in either padding. Sections without a table are
// returned as they are, in Raw. Values are reported as found, also those that
// Encode would not write.
func Decode(s string) ([]Section, error) {
	if len(s) > maxString {
		return nil, fmt.Errorf("the string has %d bytes, more than %d", len(s), maxString)
	}
	parts := strings.Split(s, "~")
	ids, err := readHeader(parts[0], len(parts)-1)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if len(ids) != len(parts)-1 {
		return nil, fmt.Errorf("the header names %d sections, %d follow", len(ids), len(parts)-1)
	}
	sections := make([]Section, len(ids))
	for i, id := range ids {
		if sections[i], err = decodeSection(id, parts[i+1]); err != nil {
			return nil, fmt.Errorf("section %d %s: %w", id, SectionName(id), err)
		}
	}
	return sections, nil
}

func decodeSection(id int, text string) (Section, error) {
	if layoutOf(id, 0) == nil {
		return Section{ID: id, Raw: text}, checkRaw(id, text)
	}
	subs := strings.Split(text, ".")
	r, err := readBits(subs[0])
	if err != nil {
		return Section{}, err
	}
	version := r.take(6)
	l := layoutOf(id, version)
	if l == nil || version == 0 {
		return Section{}, fmt.Errorf("it has version %d, which is not known", version)
	}
	f := Fields{fieldVersion: {version}}
	for name, count := range l.fields() {
		values := make([]int, max(count, 1))
		for i := range values {
			values[i] = r.take(2)
		}
		f[name] = values
	}
	if err := r.end(); err != nil {
		return Section{}, err
	}
	return Section{ID: id, Fields: f}, l.decodeGPC(subs[1:], f)
}

// decodeGPC reads the sub-sections behind the core, of which there is at most
// one, into f.
func (l *layout) decodeGPC(subs []string, f Fields) error {
	if len(subs) == 0 {
		return nil
	}
	if len(subs) > 1 || !l.gpc {
		return fmt.Errorf("it has %d sub-sections behind the core", len(subs))
	}
	r, err := readBits(subs[0])
	if err != nil {
		return err
	}
	if kind := r.take(2); r.err == nil && kind != 1 {
		return fmt.Errorf("it has a sub-section of type %d; only 1, GPC, is known", kind)
	}
	f[fieldGPC] = []int{r.take(1)}
	return r.end()
}
