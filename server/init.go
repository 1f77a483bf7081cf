package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"sayso/server/internal/site"
)

// An answer is one line of a first site file: the flag, the key, and what is
// asked on a terminal.
type answer struct {
	key, usage, ask string
	list            bool
	value           string
}

func answers() []*answer {
	return []*answer{
		{key: "id", usage: "`name` of the site in the script tag", ask: "A short name for the site, in small letters"},
		{key: "service", usage: "`service` whose profiles apply", ask: "The service whose profiles apply, such as krowork"},
		{key: "origins", usage: "`origins` of the pages, with commas", ask: "The origins of its pages, such as https://www.example.com", list: true},
		{key: "languages", usage: "`languages`, with commas (all)", ask: "The languages it speaks, such as en, pt-BR (Enter: all)", list: true},
		{key: "policy", usage: "`address` of the policy text (none)", ask: "The address of its policy text (Enter: none)"},
		{key: "share", usage: "`domain` whose subdomains share the choice (none)", ask: "The domain whose subdomains share a choice (Enter: none)"},
		{key: "services", usage: "`ids` of services from the catalogue, with commas (none)", ask: "What its pages load, such as google-analytics, youtube (Enter: nothing)", list: true},
		{key: "signals", usage: "`names` of the signals to send, with commas (none)", ask: "The signals to send: google, uet, clarity, meta, wordpress, matomo, shopify, gpp (Enter: none)", list: true},
	}
}

// initSite is "sayso init": it writes a first site file, from flags and, on a
// terminal, by asking for what they leave out.
func initSite(args []string) int {
	flags := flag.NewFlagSet("init", flag.ContinueOnError)
	out := flags.String("out", "", "`file` to write; it must not be there yet (ID.yaml)")
	all := answers()
	for _, a := range all {
		flags.StringVar(&a.value, a.key, "", a.usage)
	}
	if err := flags.Parse(args); err != nil {
		return flagStatus(err)
	}
	if info, err := os.Stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		if err := askFor(all, os.Stdin, os.Stderr); err != nil {
			return exit(err)
		}
	}
	text, err := siteFile(all)
	if err != nil {
		return exit(err)
	}
	name := *out
	if name == "" {
		name = all[0].value + ".yaml"
	}
	// What is there already was written by somebody; it is not ours to replace.
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return exit(err)
	}
	if _, err := f.Write(text); err != nil {
		return exit(errors.Join(err, f.Close()))
	}
	if err := f.Close(); err != nil {
		return exit(err)
	}
	fmt.Fprintf(os.Stderr, "%s is written. Serve it with: sayso serve --sites %[1]s\nThe tag for its pages:\n  <script src=\"https://CONSENT-SERVER/sayso.js?site=%s\" async></script>\n", name, all[0].value)
	return statusDone
}

// askFor asks for each answer that no flag gave.
func askFor(all []*answer, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for _, a := range all {
		if a.value != "" {
			continue
		}
		fmt.Fprintf(out, "%s: ", a.ask)
		if !lines.Scan() {
			return errors.Join(lines.Err(), fmt.Errorf("%s was not answered; give --%[1]s", a.key))
		}
		a.value = strings.TrimSpace(lines.Text())
	}
	return lines.Err()
}

// siteFile writes the file and reads it back, so that what is written is good.
func siteFile(all []*answer) ([]byte, error) {
	var file yaml.MapSlice
	for _, a := range all {
		words := strings.FieldsFunc(a.value, func(r rune) bool { return r == ',' || r == ' ' })
		switch {
		case a.value == "":
		case a.key == "services":
			file = append(file, yaml.MapItem{Key: a.key, Value: each(words, func(id string) any { return map[string]string{"id": id} })})
		case a.key == "signals":
			var on yaml.MapSlice
			for _, name := range words {
				var value any = true
				if name == "google" {
					value = map[string]any{}
				}
				on = append(on, yaml.MapItem{Key: name, Value: value})
			}
			file = append(file, yaml.MapItem{Key: a.key, Value: on})
		case a.list:
			file = append(file, yaml.MapItem{Key: a.key, Value: words})
		default:
			file = append(file, yaml.MapItem{Key: a.key, Value: a.value})
		}
	}
	text, err := yaml.Marshal(file)
	if err != nil {
		return nil, err
	}
	text = append([]byte("# A Sayso site file. \"sayso schema site\" lists all that can stand here.\n"), text...)
	if _, err := site.Parse("the new site file", text); err != nil {
		return nil, err
	}
	return text, nil
}

func each[T, U any](list []T, f func(T) U) (out []U) {
	for _, one := range list {
		out = append(out, f(one))
	}
	return out
}
