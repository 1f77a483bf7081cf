// Package settings reads how the server shall run: from its flags, from the
// environment, and from a file. A flag wins over the environment, and that
// over the file.
package settings

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sayso/server/internal/yamlfile"
)

// Settings say how the server runs. The zero value is not usable; see
// [Default].
type Settings struct {
	// Addr is where the server listens: "host:port". Port 0 takes a free one.
	// Default ":8080".
	Addr string `yaml:"addr"`
	// Data is the folder of the database. Default "data".
	Data string `yaml:"data"`
	// Database is the address of a PostgreSQL database, "postgres://…", which
	// takes the place of the folder. Default: none.
	Database string `yaml:"database"`
	// PublicURL is the address under which visitors reach the server: an
	// origin, and a path if it is behind one. Default: what each request says.
	PublicURL string `yaml:"public_url"`

	// TLSCert and TLSKey are PEM files; a changed file is taken up by itself.
	// Default: none, a proxy in front speaks TLS.
	TLSCert string `yaml:"tls_cert"`
	TLSKey  string `yaml:"tls_key"`
	// ACMEHosts are the names for which certificates are fetched by ACME (RFC
	// 8555), over the port that is listened on (TLS-ALPN-01, so port 443 must
	// lead to it). Default: none.
	ACMEHosts []string `yaml:"acme_hosts"`
	// ACMEDirectory is the address of the certificate authority. Default:
	// Let's Encrypt.
	ACMEDirectory string `yaml:"acme_directory"`
	// AdminTokenFile holds the token that opens /admin: at least 32 random
	// bytes. Default: none, there is no /admin.
	AdminTokenFile string `yaml:"admin_token_file"`
	// Traces is the address of an OpenTelemetry collector that takes OTLP over
	// HTTP, such as http://localhost:4318. Default: none.
	Traces string `yaml:"traces"`

	// PlaceHeader names the request header that holds the visitor's place, or
	// a preset: cloudflare, cloudfront, vercel, appengine. Default: none.
	PlaceHeader string `yaml:"place_header"`
	// TrustedProxies are the addresses and ranges whose headers are believed.
	// Default: none; with a place header, this machine ("loopback").
	TrustedProxies []string `yaml:"trusted_proxies"`
	// MMDB is a file that knows places by address. Default: none.
	MMDB string `yaml:"mmdb"`

	// Sites are site files, or patterns such as "sites/*.yaml". Default: none.
	Sites []string `yaml:"sites"`
	// Profiles are profile files of your own, or patterns. Default: none.
	Profiles []string `yaml:"profiles"`
	// Demo serves the demo sites and their pages. Default true.
	Demo bool `yaml:"demo"`

	// PostsPerSecond and PostsBurst limit the choices from one neighbourhood
	// (a /24 or /56) for one site. Defaults 20 and 100.
	PostsPerSecond float64 `yaml:"posts_per_second"`
	PostsBurst     int     `yaml:"posts_burst"`
	// KeepDays is for how many days a choice is kept after it has lapsed,
	// where its profile does not say. 0 is for ever. Default 1826: five years.
	KeepDays int `yaml:"keep_days"`
	// SMTP is the mail server, "host:port", that takes the letters to guardians.
	// Default: none; letters end in the folder outbox below Data.
	SMTP string `yaml:"smtp"`
	// SMTPSecurity is starttls, tls or none. Default starttls.
	SMTPSecurity string `yaml:"smtp_security"`
	// SMTPUser and SMTPPassword log in to the mail server. Default: none. The
	// password comes from the environment or the file, never from a flag,
	// which everybody on the machine can read.
	SMTPUser     string `yaml:"smtp_user"`
	SMTPPassword string `yaml:"smtp_password"`
	// MailFrom is the sender's address. Required with SMTP.
	MailFrom string `yaml:"mail_from"`

	// Metrics serves /metrics for Prometheus, to whoever reaches the server:
	// let the proxy in front keep it from the public. Default false.
	Metrics bool `yaml:"metrics"`
	// LogLevel is debug, info, warn or error. At debug every request is a
	// line. Default info.
	LogLevel string `yaml:"log_level"`
}

// Default holds the default of every setting.
func Default() Settings {
	return Settings{Addr: ":8080", Data: "data", Demo: true, PostsPerSecond: 20, PostsBurst: 100, KeepDays: 1826, SMTPSecurity: "starttls", LogLevel: "info"}
}

// Level is the log level.
func (s *Settings) Level() slog.Level {
	var l slog.Level
	l.UnmarshalText([]byte(s.LogLevel)) // check has read it before
	return l
}

// A setting is one line of the help text, and how to set it.
type setting struct {
	name, usage string
	set         func(*Settings, string) error
}

func text(field func(*Settings) *string) func(*Settings, string) error {
	return func(s *Settings, v string) error { *field(s) = v; return nil }
}

func list(field func(*Settings) *[]string) func(*Settings, string) error {
	return func(s *Settings, v string) error {
		*field(s) = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	}
}

var all = []setting{
	{"addr", "`address` to listen on; port 0 takes a free one (:8080)", text(func(s *Settings) *string { return &s.Addr })},
	{"data", "`folder` of the database (data)", text(func(s *Settings) *string { return &s.Data })},
	{"database", "`address` of a PostgreSQL database, postgres://…, instead of the folder (none)", text(func(s *Settings) *string { return &s.Database })},
	{"public-url", "`address` under which visitors reach the server, with the path if it is behind one (what each request says)", text(func(s *Settings) *string { return &s.PublicURL })},
	{"tls-cert", "PEM `file` with the certificate; a changed one is taken up (none)", text(func(s *Settings) *string { return &s.TLSCert })},
	{"tls-key", "PEM `file` with the key of the certificate (none)", text(func(s *Settings) *string { return &s.TLSKey })},
	{"acme-hosts", "`names` for which certificates are fetched by ACME, with commas (none)", list(func(s *Settings) *[]string { return &s.ACMEHosts })},
	{"acme-directory", "`address` of the ACME certificate authority (Let's Encrypt)", text(func(s *Settings) *string { return &s.ACMEDirectory })},
	{"admin-token-file", "`file` with the token that opens /admin, 32 bytes or more (none)", text(func(s *Settings) *string { return &s.AdminTokenFile })},
	{"traces", "`address` of an OpenTelemetry collector, OTLP over HTTP (none)", text(func(s *Settings) *string { return &s.Traces })},
	{"place-header", "`name` of the header with the visitor's place, or cloudflare, cloudfront, vercel, appengine (none)", text(func(s *Settings) *string { return &s.PlaceHeader })},
	{"trusted-proxy", "`addresses` or ranges whose headers are believed, with commas (none; with a place header: loopback)", list(func(s *Settings) *[]string { return &s.TrustedProxies })},
	{"mmdb", "`file` that knows places by address (none)", text(func(s *Settings) *string { return &s.MMDB })},
	{"sites", "site `files` or patterns, with commas (none)", list(func(s *Settings) *[]string { return &s.Sites })},
	{"profiles", "profile `files` or patterns, with commas (none)", list(func(s *Settings) *[]string { return &s.Profiles })},
	{"demo", "`true or false`: serve the demo sites (true)", func(s *Settings, v string) (err error) { s.Demo, err = strconv.ParseBool(v); return }},
	{"posts-per-second", "`number` of choices from one neighbourhood for one site (20)", func(s *Settings, v string) (err error) { s.PostsPerSecond, err = strconv.ParseFloat(v, 64); return }},
	{"posts-burst", "`number` of choices at once from one neighbourhood (100)", func(s *Settings, v string) (err error) { s.PostsBurst, err = strconv.Atoi(v); return }},
	{"keep-days", "`number` of days that a choice is kept after it has lapsed, where its profile does not say; 0 is for ever (1826)", func(s *Settings, v string) (err error) { s.KeepDays, err = strconv.Atoi(v); return }},
	{"smtp", "`address` (host:port) of the mail server for letters to guardians (none: files in DATA/outbox)", text(func(s *Settings) *string { return &s.SMTP })},
	{"smtp-security", "`word`: starttls, tls or none (starttls)", text(func(s *Settings) *string { return &s.SMTPSecurity })},
	{"smtp-user", "`name` to log in to the mail server; the password is SAYSO_SMTP_PASSWORD (none)", text(func(s *Settings) *string { return &s.SMTPUser })},
	{"mail-from", "`address` that letters come from (none)", text(func(s *Settings) *string { return &s.MailFrom })},
	{"metrics", "`true or false`: serve /metrics; keep it from the public (false)", func(s *Settings, v string) (err error) { s.Metrics, err = strconv.ParseBool(v); return }},
	{"log-level", "`level`: debug, info, warn or error (info)", text(func(s *Settings) *string { return &s.LogLevel })},
}

// variable is the name of a setting in the environment: SAYSO_PLACE_HEADER.
func variable(name string) string {
	return "SAYSO_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Read reads the settings from args, lookup (os.LookupEnv) and the file that
// --config or SAYSO_CONFIG names. Help goes to w; with -h the error is
// [flag.ErrHelp].
func Read(args []string, lookup func(string) (string, bool), w io.Writer) (Settings, error) {
	flags := flag.NewFlagSet("sayso serve", flag.ContinueOnError)
	flags.SetOutput(w)
	file := flags.String("config", "", "`file` with settings (none)")
	given := map[string]string{}
	for _, one := range all {
		flags.Func(one.name, one.usage, func(v string) error { given[one.name] = v; return nil })
	}
	flags.Usage = func() {
		fmt.Fprintln(w, "Usage: sayso serve [flags]\n\nEvery flag may be set in the environment (SAYSO_ADDR) or in the file (addr: …).")
		flags.PrintDefaults()
	}
	s := Default()
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("%q is no flag; write sayso serve -h for a list", flags.Arg(0))
	}
	if env, ok := lookup("SAYSO_CONFIG"); ok && *file == "" {
		*file = env
	}
	if *file != "" {
		if err := s.readFile(*file); err != nil {
			return s, err
		}
	}
	if err := s.override(given, lookup); err != nil {
		return s, err
	}
	return s, s.check()
}

// override sets what the environment and then the flags say.
func (s *Settings) override(given map[string]string, lookup func(string) (string, bool)) error {
	if v, ok := lookup("SAYSO_SMTP_PASSWORD"); ok {
		s.SMTPPassword = v
	}
	for _, one := range all {
		if v, ok := lookup(variable(one.name)); ok {
			if err := one.set(s, v); err != nil {
				return fmt.Errorf("%s is %q; %w", variable(one.name), v, err)
			}
		}
		if v, ok := given[one.name]; ok {
			if err := one.set(s, v); err != nil {
				return fmt.Errorf("--%s is %q; %w", one.name, v, err)
			}
		}
	}
	return nil
}

// readFile reads a settings file. Paths in it start from its own folder.
func (s *Settings) readFile(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if _, err := yamlfile.Decode(name, data, s); err != nil {
		return err
	}
	from := func(path *string) {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(filepath.Dir(name), *path)
		}
	}
	for _, path := range []*string{&s.MMDB, &s.TLSCert, &s.TLSKey, &s.AdminTokenFile} {
		from(path)
	}
	if s.Data != Default().Data {
		from(&s.Data)
	}
	for i := range s.Sites {
		from(&s.Sites[i])
	}
	for i := range s.Profiles {
		from(&s.Profiles[i])
	}
	return nil
}

func (s *Settings) check() error {
	var l slog.Level
	if err := l.UnmarshalText([]byte(s.LogLevel)); err != nil {
		return fmt.Errorf("log level is %q; write debug, info, warn or error", s.LogLevel)
	}
	if s.PostsPerSecond <= 0 || s.PostsBurst <= 0 {
		return fmt.Errorf("posts per second is %v and burst %d; write numbers above 0", s.PostsPerSecond, s.PostsBurst)
	}
	if (s.TLSCert == "") != (s.TLSKey == "") || s.TLSCert != "" && len(s.ACMEHosts) > 0 {
		return errors.New("a certificate comes with --tls-cert and --tls-key together, or with --acme-hosts alone")
	}
	if u, err := url.Parse(s.Traces); s.Traces != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("traces is %q; write the address of a collector, such as http://localhost:4318", s.Traces)
	}
	if s.KeepDays < 0 {
		return fmt.Errorf("keep days is %d; write a number of days, or 0 for ever", s.KeepDays)
	}
	if s.SMTP != "" && (s.MailFrom == "" || s.PublicURL == "") {
		return fmt.Errorf("smtp is %s, mail from %q and public URL %q; letters need all three: a link must not lead where a request's Host says", s.SMTP, s.MailFrom, s.PublicURL)
	}
	if s.PlaceHeader != "" && len(s.TrustedProxies) == 0 {
		s.TrustedProxies = []string{"loopback"}
	}
	return nil
}

// Files finds the files that names and patterns stand for. A name that finds
// none is an error.
func Files(patterns []string) ([]string, error) {
	var found []string
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", p, err)
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%q finds no file; write a file's name or a pattern such as sites/*.yaml", p)
		}
		found = append(found, names...)
	}
	return found, nil
}
