package profile_test

import (
	"slices"
	"strings"
	"testing"

	"sayso/app/consent"
)

// Every item of every profile, its state for an adult outside the United
// States, and the rule that brings it in.
func TestItems(t *testing.T) {
	tests := []struct{ service, place, want string }{
		{"krowork", "CN", "necessary:locked_on functional:off analytics:off content_upload:off model_optimisation:off third_party_login:off marketing_messages:off longer_retention:off identity_check_sensitive:off perm.file_system:off perm.auto_update:off" +
			" KRO-COO-01 KRO-COO-08 KRO-CON-01 KRO-CON-13 KRO-CON-08 KRO-CON-21 KRO-CON-19 KRO-CON-09 KRO-CON-03 KRO-CON-04"},
		{"krowork", "FR", "necessary:locked_on functional:off analytics:off advertising:off sale_or_share:off content_upload:off model_optimisation:off third_party_login:off third_party_share:n/a cross_border:n/a marketing_messages:off secondary_purposes:n/a longer_retention:off financial_incentive:n/a identity_check_sensitive:off perm.file_system:off perm.auto_update:off" +
			" KRO-COO-01 KRO-COO-08 KRO-CON-01 KRO-CON-13 KRO-CON-08 KRO-CON-21 KRO-CON-19 KRO-CON-09 KRO-CON-03 KRO-CON-04"},
		{"kaadas", "CN", "necessary:locked_on functional:off third_party_share:off cross_border:off perm.location:off perm.camera:off perm.microphone:off perm.album:off perm.address_book:off" +
			" KAA-COO-01 KAA-COO-03 KAA-CON-01 KAA-CON-10 KAA-PER-01"},
		{"kalodata", "FR", "necessary:locked_on functional:off analytics:off personalisation:off advertising:off sale_or_share:off marketing_messages:off cross_device_link:off behavioural_input:off perm.location:off" +
			" KLD-COO-01 KLD-CON-01 KLD-CON-02 KLD-CON-04"},
		{"kalos", "FR", "sale_or_share:locked_off sdk_identity_share:off cross_border:off perm.location:off KLS-CON-01 KLS-CON-03 KLS-CON-07"},
		{"egretsoft", "FR", "necessary:locked_on functional:off analytics:off sale_or_share:locked_off perm.microphone:off perm.camera:off EGR-COO-01 EGR-CON-03"},
	}
	for _, tt := range tests {
		t.Run(tt.service+"/"+tt.place, func(t *testing.T) {
			p := decide(t, tt.service, aged(tt.place, 40))
			var got []string
			for _, d := range p.Defaults {
				got = append(got, string(d.Key)+":"+string(d.State))
			}
			for _, word := range strings.Fields(tt.want) {
				if !strings.Contains(word, ":") {
					wantRules(t, p, word)
				} else if !has(got, word) {
					t.Errorf("%s is missing in %v", word, got)
				}
			}
			if n := strings.Count(tt.want, ":"); n != len(got) {
				t.Errorf("%d items %v, want %d", len(got), got, n)
			}
		})
	}
}

// KLD-CON-04: marketing runs by default only after sign-up in the US.
func TestMarketingMessages(t *testing.T) {
	for place, want := range map[string]consent.State{"US": "on", "FR": "off"} {
		v := aged(place, 40)
		v.Account = consent.Personal
		p := decide(t, "kalodata", v)
		wantStates(t, p, map[consent.Key]consent.State{"marketing_messages": want})
		wantRules(t, p, "KLD-CON-04")
	}
}

// The rights menus.
func TestRights(t *testing.T) {
	const general = "access copy correct supplement delete withdraw close_account complain"
	tests := []struct{ service, place, want, rules string }{
		{"krowork", "CN", general, "KRO-RTS-01"},
		{"krowork", "FR", general, "KRO-RTS-01"},
		{"krowork", "US-CA", general + " know portability opt_out_sale non_discrimination shine_the_light limit_sensitive", "KRO-USCA-02 KRO-USCA-26"},
		{"krowork", "BR", general + " confirmation anonymise_block_erase portability object know_recipients know_refusal", "KRO-BR-07"},
		{"krowork", "TR", general + " confirmation know_purposes know_recipients notify_recipients object_automated compensation", "KRO-TR-01 KRO-TR-03"},
		{"krowork", "PH", general + " object portability complain_authority", "KRO-PH-01"},
		{"krowork", "MX", general + " object restrict", "KRO-MX-04"},
		{"krowork", "SG", general + " know_use", "KRO-SG-01"},
		{"kaadas", "CN", "access correct delete close_account", "KAA-RTS-01 KAA-RTS-02"},
		{"kalodata", "FR", "access correct delete close_account withdraw complain", "KLD-RTS-01"},
		{"kalos", "FR", "explanation review access correct withdraw delete close_account", "KLS-RTS-04"},
		{"egretsoft", "FR", "access copy correct delete object withdraw close_account transfer", "EGR-RTS-01"},
	}
	for _, tt := range tests {
		p := decide(t, tt.service, aged(tt.place, 40))
		got, want := slices.Sorted(slices.Values(p.Rights)), slices.Sorted(slices.Values(strings.Fields(tt.want)))
		if !slices.Equal(got, want) {
			t.Errorf("%s in %s: rights %v, want %v", tt.service, tt.place, got, want)
		}
		wantRules(t, p, strings.Fields(tt.rules)...)
	}
	if p := decide(t, "krowork", aged("US-CA", 16)); !has(p.Rights, "eraser") {
		t.Errorf("rights %v of a Californian of 16 lack eraser", p.Rights)
	}
}

// notice is a service that wants no more than a notice anywhere.
const notice = `
id: plain
service: plain
name: Plain
zone: Europe/Berlin
territory: {in: ["*"]}
versions: [{id: "1", effective: "2020-01-01"}]
items: [{key: necessary}, {key: analytics}]
rules:
  - {id: L-1, source: us, says: only a notice., then: {regime: notice, states: {analytics: "on"}}}
`

// What the law of each place makes of the laxest profile, and of one that says
// nothing.
func TestRegimeOfTheLaw(t *testing.T) {
	lax := mustEngine(withProfile(notice))
	for _, tt := range []struct {
		places, rule string
		want         consent.Banner
	}{
		{"AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK", "LAW-EEA-01", "opt_in"},
		{"GB", "LAW-GB-01", "opt_in"}, {"CH", "LAW-CH-01", "opt_in"}, {"BR", "LAW-BR-01", "opt_in"}, {"CN", "LAW-CN-01", "opt_in"},
		{"KR", "LAW-KR-01", "opt_in"}, {"IN", "LAW-IN-01", "opt_in"}, {"VN", "LAW-VN-01", "opt_in"}, {"CA-QC", "LAW-QC-01", "opt_in"},
		{"TR", "LAW-TR-01", "opt_in"}, {"TH", "LAW-TH-01", "opt_in"}, {"ZA", "LAW-ZA-01", "opt_in"},
		{"US US-CA US-CO US-CT US-DE US-MD US-MN US-MT US-NE US-NH US-NJ US-OR US-TX US-VA", "LAW-US-01", "opt_out"},
		{"JP", "LAW-JP-01", "notice"}, {"SG", "LAW-SG-01", "notice"}, {"PH", "LAW-PH-01", "notice"}, {"MX", "LAW-MX-01", "notice"},
	} {
		for _, place := range strings.Fields(tt.places) {
			v := visitor(place)
			p, err := lax.Decide("plain", &v)
			if err != nil {
				t.Fatal(err)
			}
			if p.Banner != tt.want || p.State("analytics").Granted() != (tt.want != "opt_in") {
				t.Errorf("%s: banner %s, analytics %s; want %s", place, p.Banner, p.State("analytics"), tt.want)
			}
			wantRules(t, p, tt.rule)
			if silent := lawOnly(t, v); silent.Banner != "opt_in" {
				t.Errorf("%s: a profile that names no regime has banner %s, want opt_in", place, silent.Banner)
			}
		}
	}
	wantRules(t, lawOnly(t, aged("GB", 12)), "LAW-GB-02")
}
