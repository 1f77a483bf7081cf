package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"sayso/app/consent"
)

// A FieldError says which field of an input is wrong, what was found and what
// to write.
type FieldError struct {
	// Field is the path from the visitor, such as "birth_date" or
	// "prior.decided_at"; empty when the line as a whole is wrong.
	Field string
	What  string
}

func (e *FieldError) Error() string {
	if e.Field == "" {
		return "the line " + e.What
	}
	return e.Field + " " + e.What
}

// A reader takes the value of one field.
type reader func(path string, raw []byte) error

// readObject hands each field of a JSON object to its reader. Unlike
// json.Unmarshal it takes names exactly as written, and each only once.
func readObject(raw []byte, prefix string, fields map[string]reader) error {
	whole := trimDot(prefix)
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return &FieldError{whole, "is not a JSON object; write {…}"}
	}
	seen := make(map[string]bool, len(fields))
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return &FieldError{whole, "is not valid JSON: " + err.Error()}
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return &FieldError{prefix + name, "is not valid JSON: " + err.Error()}
		}
		read, ok := fields[name]
		if !ok {
			return &FieldError{prefix + name, "is not a field that is known here; leave it out"}
		}
		if seen[name] {
			return &FieldError{prefix + name, "stands twice; write it once"}
		}
		seen[name] = true
		if string(value) == "null" {
			continue
		}
		if err := read(prefix+name, value); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return &FieldError{whole, "is not valid JSON: " + err.Error()}
	}
	if rest := bytes.TrimSpace(raw[dec.InputOffset():]); len(rest) > 0 {
		return &FieldError{whole, "is followed by " + quoted(string(rest[:min(len(rest), 20)])) + "; write one object a line"}
	}
	return nil
}

// readList hands each element of a JSON array to read.
func readList(path string, raw []byte, read reader) error {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return &FieldError{path, "is " + shown(raw) + "; write a list"}
	}
	for i, one := range list {
		if err := read(path+"["+strconv.Itoa(i)+"]", one); err != nil {
			return err
		}
	}
	return nil
}

func trimDot(path string) string {
	if path == "" {
		return ""
	}
	return path[:len(path)-1]
}

func quoted(s string) string { return strconv.Quote(s) }

// shown is raw as it is quoted in an error: not too long.
func shown(raw []byte) string {
	const most = 60
	if len(raw) > most {
		return string(raw[:most]) + "…"
	}
	return string(raw)
}

func text(into *string) reader {
	return func(path string, raw []byte) error {
		if raw[0] != '"' {
			return &FieldError{path, "is " + shown(raw) + "; write a text in quotes"}
		}
		return json.Unmarshal(raw, into)
	}
}

func flag(into *bool) reader {
	return func(path string, raw []byte) error {
		if json.Unmarshal(raw, into) != nil {
			return &FieldError{path, "is " + shown(raw) + "; write true or false"}
		}
		return nil
	}
}

func texts(into *[]string) reader {
	return func(path string, raw []byte) error {
		if json.Unmarshal(raw, into) != nil {
			return &FieldError{path, "is " + shown(raw) + "; write a list of texts"}
		}
		return nil
	}
}

// word reads a text that must be one of the words of its type.
func word[T interface {
	~string
	Known() bool
}](into *T, want string) reader {
	return func(path string, raw []byte) error {
		var s string
		if err := text(&s)(path, raw); err != nil {
			return err
		}
		if !T(s).Known() {
			return &FieldError{path, "is " + quoted(s) + "; write " + want}
		}
		*into = T(s)
		return nil
	}
}

func instant(into *time.Time) reader {
	return func(path string, raw []byte) error {
		var s string
		if err := text(&s)(path, raw); err != nil {
			return err
		}
		t, err := parseInstant(s)
		if err != nil {
			return &FieldError{path, "is " + quoted(s) + "; write an instant as in RFC 3339, such as \"2026-11-23T12:00:00Z\""}
		}
		*into = t
		return nil
	}
}

// lastYear bounds instants: what is computed from one still has four digits.
const lastYear = 9000

// parseInstant reads RFC 3339 to the letter, unlike time.Parse, which takes
// commas and lone digits. A leap second counts as the second before it.
func parseInstant(s string) (t time.Time, err error) {
	s = strings.ToUpper(s) // RFC 3339 section 5.6 allows small letters
	if len(s) > 19 && s[14:19] == "59:60" {
		s = s[:14] + "59:59" + s[19:]
	}
	if len(s) < 20 || s[10] != 'T' || s[13] != ':' || s[16] != ':' || strings.Contains(s, ",") {
		return t, errors.New("not in the form of RFC 3339")
	}
	if t, err = time.Parse(time.RFC3339, s); err == nil && (t.IsZero() || t.Year() > lastYear) {
		err = errors.New("out of range")
	}
	return t, err
}

func date(into *consent.Date) reader {
	return func(path string, raw []byte) error {
		var s string
		if err := text(&s)(path, raw); err != nil {
			return err
		}
		d, err := consent.ParseDate(s)
		if err != nil {
			return &FieldError{path, "is malformed: " + err.Error()}
		}
		*into = d
		return nil
	}
}

func band(into *consent.Band) reader {
	return func(path string, raw []byte) error {
		var s string
		if err := text(&s)(path, raw); err != nil {
			return err
		}
		b, err := consent.ParseBand(s)
		if err != nil {
			return &FieldError{path, "is malformed: " + err.Error()}
		}
		*into = b
		return nil
	}
}

func signal(into *string) reader {
	return func(path string, raw []byte) error {
		if err := text(into)(path, raw); err != nil {
			return err
		}
		if *into != "gpc" && *into != "" {
			return &FieldError{path, "is " + quoted(*into) + "; write \"gpc\" or leave it out"}
		}
		return nil
	}
}

// grants reads an object of true and false. Each key stands once: of two, the
// wider one might win.
func grants(into *consent.Grants) reader {
	return func(path string, raw []byte) error {
		dec := json.NewDecoder(bytes.NewReader(raw))
		if open, err := dec.Token(); err != nil || open != json.Delim('{') {
			return &FieldError{path, "is " + shown(raw) + "; write an object of true and false"}
		}
		all := consent.Grants{}
		for dec.More() {
			name, _ := dec.Token() // raw is valid JSON, so this is a text
			key := consent.Key(name.(string))
			value, _ := dec.Token()
			granted, ok := value.(bool)
			if !ok {
				return &FieldError{path + "." + string(key), "is neither true nor false; write one of them"}
			}
			if _, twice := all[key]; twice {
				return &FieldError{path + "." + string(key), "stands twice; write it once"}
			}
			all[key] = granted
		}
		*into = all
		return nil
	}
}

// zone reads the name of a time zone: absent is one thing, empty another.
func zone(into *string) reader {
	return func(path string, raw []byte) error {
		if err := text(into)(path, raw); err != nil {
			return err
		}
		if *into == "" {
			return &FieldError{path, "\"\" is not a time zone; write an IANA name, such as \"Asia/Shanghai\", or leave it out"}
		}
		return nil
	}
}

// duties reads which of its duties a guardian confirmed (F-04).
func duties(into *[]string) reader {
	return func(path string, raw []byte) error {
		if err := texts(into)(path, raw); err != nil {
			return err
		}
		for _, duty := range *into {
			switch duty {
			case "activity", "policy", "child_protection":
			default:
				return &FieldError{path, "holds " + quoted(duty) + "; write activity, policy or child_protection"}
			}
		}
		return nil
	}
}
