package settings

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A flag wins over the environment, that over the file, that over the default.
func TestPrecedence(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sayso.yaml")
	text := "addr: :1\npublic_url: https://file.example\nlog_level: warn\nsites: [sites/*.yaml]\nposts_burst: 7\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SAYSO_PUBLIC_URL": "https://env.example", "SAYSO_LOG_LEVEL": "error", "SAYSO_TRUSTED_PROXY": "10.0.0.1, 10.0.0.2"}
	lookup := func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	got, err := Read([]string{"--config", file, "--log-level=debug", "--demo=false"}, lookup, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Addr, want.PublicURL, want.LogLevel, want.Demo, want.PostsBurst = ":1", "https://env.example", "debug", false, 7
	want.Sites, want.TrustedProxies = []string{filepath.Join(dir, "sites/*.yaml")}, []string{"10.0.0.1", "10.0.0.2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

// With a place header and no proxy named, the proxy is on this machine.
func TestPlaceHeaderTrustsLoopback(t *testing.T) {
	none := func(string) (string, bool) { return "", false }
	got, err := Read([]string{"--place-header", "X-Place"}, none, io.Discard)
	if err != nil || len(got.TrustedProxies) != 1 || got.TrustedProxies[0] != "loopback" {
		t.Errorf("trusted = %v, %v; want loopback", got.TrustedProxies, err)
	}
	if got, _ = Read(nil, none, io.Discard); got.TrustedProxies != nil {
		t.Errorf("without a place header, trusted = %v; want nobody", got.TrustedProxies)
	}
}

func TestErrors(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("adr: :1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"now"}, `"now" is no flag; write sayso serve -h for a list`},
		{[]string{"--log-level=loud"}, `log level is "loud"; write debug, info, warn or error`},
		{[]string{"--posts-burst=0"}, "posts per second is 20 and burst 0; write numbers above 0"},
		{[]string{"--keep-days=-1"}, "keep days is -1; write a number of days, or 0 for ever"},
		{[]string{"--tls-cert=a.pem"}, "a certificate comes with --tls-cert and --tls-key together, or with --acme-hosts alone"},
		{[]string{"--traces=collector"}, `traces is "collector"; write the address of a collector, such as http://localhost:4318`},
		{[]string{"--smtp=mail.example:587"}, `smtp is mail.example:587, mail from "" and public URL ""; letters need all three: a link must not lead where a request's Host says`},
		{[]string{"--config", bad}, bad + `:1:1: unknown field "adr"; write one of addr, data, database, public_url, tls_cert, tls_key, acme_hosts, acme_directory, admin_token_file, traces, place_header, trusted_proxies, mmdb, sites, profiles, demo, posts_per_second, posts_burst, keep_days, smtp, smtp_security, smtp_user, smtp_password, mail_from, metrics, log_level`},
	} {
		_, err := Read(tt.args, func(string) (string, bool) { return "", false }, io.Discard)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Read(%q) = %v\nwant %s", tt.args, err, tt.want)
		}
	}
}
