package profile_test

import (
	"strings"
	"testing"

	"sayso/app/consent"
	"sayso/app/rules"
)

// The banner by profile and place for an adult without a prior choice and
// without a signal.
func TestBannerByPlace(t *testing.T) {
	const off, on = consent.Off, consent.On
	type states = map[consent.Key]consent.State
	optIn := []string{"", "FR", "DE", "GB", "CH", "BR", "TR", "KR", "VN", "CA-QC", "IN", "TH", "ZA", "JP", "SG", "MX", "PH", "AU", "CA", "HK", "MO", "TW"}
	tests := []struct {
		name    string
		service string
		account consent.AccountMode
		places  []string
		profile string
		banner  consent.Banner
		maxAge  int
		states  states
		rules   []string
	}{
		{"krowork in mainland China", "krowork", "", []string{"CN"}, "krowork-cn", "opt_in", 15897600,
			states{"functional": off, "analytics": off}, []string{"KRO-GEN-01", "KRO-COO-03", "COM-09", "COM-25"}},
		{"krowork in the United States", "krowork", "", []string{"US", "US-CA", "US-TX"}, "krowork-intl", "opt_out", 31622400,
			states{"functional": on, "analytics": on, "advertising": off, "sale_or_share": off}, []string{"KRO-COO-04", "LAW-US-01", "COM-26"}},
		{"krowork elsewhere", "krowork", "", optIn, "krowork-intl", "opt_in", 15897600,
			states{"functional": off, "analytics": off, "advertising": off, "sale_or_share": off}, []string{"KRO-COO-03", "COM-09"}},
		{"kaadas in mainland China", "kaadas", "", []string{"CN"}, "kaadas", "necessary_terms", 1296000,
			states{"functional": off, "third_party_share": off, "cross_border": off}, []string{"KAA-COO-02", "KAA-COO-03", "KAA-COO-04"}},
		{"kalodata in the United States", "kalodata", "", []string{"US", "US-CA"}, "kalodata", "opt_out", 31622400,
			states{"functional": on, "analytics": on, "personalisation": on, "advertising": on, "sale_or_share": on,
				"cross_device_link": off, "behavioural_input": off, "marketing_messages": off}, []string{"KLD-COO-03", "KLD-CON-03"}},
		{"kalodata elsewhere", "kalodata", "", append([]string{"CN"}, optIn...), "kalodata", "opt_in", 15897600,
			states{"functional": off, "analytics": off, "personalisation": off, "advertising": off, "sale_or_share": off,
				"cross_device_link": off, "behavioural_input": off, "perm.location": off}, []string{"KLD-COO-02", "KLD-CON-04"}},
		{"kalos", "kalos", "", append([]string{"CN", "US", "US-CA"}, optIn...), "kalos", "none", 0,
			states{"sale_or_share": "locked_off", "sdk_identity_share": off, "cross_border": off, "perm.location": off}, []string{"KLS-COO-01", "KLS-COO-02", "KLS-COO-04"}},
		{"egretsoft in the United States", "egretsoft", "personal", []string{"US"}, "egretsoft-personal", "opt_out", 31622400,
			states{"functional": on, "analytics": on, "sale_or_share": "locked_off"}, []string{"EGR-COO-03"}},
		{"egretsoft elsewhere", "egretsoft", "", append([]string{"CN"}, optIn...), "egretsoft-personal", "opt_in", 15897600,
			states{"functional": off, "analytics": off, "perm.camera": off, "perm.microphone": off}, []string{"EGR-COO-02"}},
		{"egretsoft enterprise", "egretsoft", "enterprise", append([]string{"CN", "US"}, optIn...), "egretsoft-enterprise", "none", -1,
			nil, []string{"EGR-GEN-01", "EGR-GEN-02"}},
	}
	for _, tt := range tests {
		for _, place := range tt.places {
			t.Run(tt.name+"/"+place, func(t *testing.T) {
				v := aged(place, 30)
				v.Account = tt.account
				p := decide(t, tt.service, v)
				if p.Profile != tt.profile || p.Scope != "in" || p.Banner != tt.banner {
					t.Errorf("got %s, scope %s, banner %s; want %s, in, %s", p.Profile, p.Scope, p.Banner, tt.profile, tt.banner)
				}
				if tt.maxAge >= 0 && p.CookieMaxAge != tt.maxAge {
					t.Errorf("cookie_max_age_s is %d, want %d", p.CookieMaxAge, tt.maxAge)
				}
				if want := consent.LockedOn; tt.service != "kalos" && p.State(consent.Necessary) != want {
					t.Errorf("necessary is %s, want %s", p.State(consent.Necessary), want)
				}
				wantStates(t, p, tt.states)
				wantRules(t, p, tt.rules...)
				if place == "" {
					wantRules(t, p, "COM-01")
				}
			})
		}
	}
}

// KAA-GEN-01, KAA-GEN-02, KAA-GEN-03: outside mainland China the policy does
// not apply, and neither do its gates.
func TestKaadasOutOfScope(t *testing.T) {
	for _, place := range []string{"", "HK", "MO", "TW", "CN-HK", "US", "DE", "SG"} {
		t.Run(place, func(t *testing.T) {
			p := decide(t, "kaadas", aged(place, 10))
			if p.Scope != "out" || p.Banner != "none" || p.Access != "allow" || p.Guardian != "none" || p.CookieMaxAge != 1296000 {
				t.Errorf("got scope %s, banner %s, access %s, guardian %s, cap %d", p.Scope, p.Banner, p.Access, p.Guardian, p.CookieMaxAge)
			}
			for _, d := range p.Defaults {
				if want := d.Key == consent.Necessary; d.State.Granted() != want || !d.State.Locked() {
					t.Errorf("%s is %s", d.Key, d.State)
				}
			}
			wantNotes(t, p, "POLICY_COVERS_MAINLAND_ONLY")
			wantRules(t, p, "KAA-GEN-01", "KAA-GEN-02", "KAA-COO-04")
			if consent.ParseCode(place).Country == "HK" {
				wantRules(t, p, "KAA-GEN-03")
			}
		})
	}
}

// COM-07, COM-08, COM-57: codes are compared whole and never guessed.
func TestPlaces(t *testing.T) {
	tests := []struct {
		name, country, subdivision string
		profile                    string
		banner                     consent.Banner
	}{
		{"mainland China", "CN", "", "krowork-cn", "opt_in"},
		{"a Chinese province", "CN", "CN-BJ", "krowork-cn", "opt_in"},
		{"Hong Kong as a subdivision of China (COM-08)", "CN", "CN-HK", "krowork-intl", "opt_in"},
		{"Macau as a subdivision of China", "CN", "CN-MO", "krowork-intl", "opt_in"},
		{"Taiwan as a subdivision of China", "CN", "CN-TW", "krowork-intl", "opt_in"},
		{"lower case and blanks (COM-57)", " us ", " us-ca ", "krowork-intl", "opt_out"},
		{"Canada is not California (COM-07)", "CA", "", "krowork-intl", "opt_in"},
		{"Georgia is not a state of the US", "GE", "", "krowork-intl", "opt_in"},
		{"Georgia the state", "US", "US-GA", "krowork-intl", "opt_out"},
		{"not a country", "XX", "", "krowork-intl", "opt_in"},
		{"Tor", "T1", "", "krowork-intl", "opt_in"},
		{"three letters", "USA", "", "krowork-intl", "opt_in"},
		{"a subdivision of another country", "US", "CN-HK", "krowork-intl", "opt_out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := visitor("")
			v.Place = consent.ParsePlace(tt.country, tt.subdivision)
			p := decide(t, "krowork", v)
			if p.Profile != tt.profile || p.Banner != tt.banner {
				t.Errorf("got %s, %s; want %s, %s", p.Profile, p.Banner, tt.profile, tt.banner)
			}
			if unknown := has(p.Rules, "COM-01"); unknown != v.Place.Unknown() {
				t.Errorf("COM-01 applied: %t, place %+v", unknown, v.Place)
			}
		})
	}
}

// KRO-GEN-01, -02, -03 … -07: the two Krowork texts share nothing but code,
// and the language chooses neither.
func TestKroworkIdentity(t *testing.T) {
	for _, lang := range []string{"zh", "zh-Hans-CN", "en", ""} {
		cn, intl := visitor("CN"), visitor("HK")
		cn.Lang, intl.Lang = lang, lang
		c, i := decide(t, "krowork", cn), decide(t, "krowork", intl)
		if c.Profile != "krowork-cn" || c.Contact != "admin@krowork.com" || c.PolicyVersion != "2026-03-24" ||
			c.Controller != "Beijing Kuaishou Technology Co., Ltd." || c.StorageLocation != "Mainland China" {
			t.Errorf("mainland, %q: %+v", lang, c)
		}
		if i.Profile != "krowork-intl" || i.Contact != "support@krowork.com" || i.PolicyVersion != "2026-04-30" ||
			i.Controller != "Krowork Tech Pte. Ltd." || i.StorageLocation != "Singapore" {
			t.Errorf("Hong Kong, %q: %+v", lang, i)
		}
		wantRules(t, c, "KRO-GEN-03", "KRO-GEN-05", "KRO-GEN-06", "KRO-GEN-07", "KRO-GEN-13")
		wantRules(t, i, "KRO-GEN-04", "KRO-GEN-05", "KRO-GEN-06", "KRO-GEN-07")
		for _, id := range c.Rules {
			for _, section := range []string{"KRO-BR", "KRO-TR", "KRO-VN", "KRO-PH", "KRO-MX", "KRO-SG", "KRO-KR", "KRO-JP", "KRO-USCA"} {
				if strings.HasPrefix(id, section) {
					t.Errorf("krowork-cn applied %s of a country section (KRO-GEN-09)", id)
				}
			}
		}
	}
}

// Facts of the other policies: what is not stated is empty, never invented.
func TestIdentity(t *testing.T) {
	tests := []struct {
		service, account, place                string
		controller, contact, location, version string
		rules                                  []string
	}{
		{"kaadas", "", "CN", "Shenzhen Kaadas Intelligent Technology Co., Ltd.", "export@kaadas.com", "Mainland China", "sha256-f3e4ccbdf1b3", []string{"KAA-GEN-05", "KAA-MIN-05", "KAA-RET-04"}},
		{"kalodata", "", "FR", "", "", "", "2023-08-09", []string{"KLD-GEN-01", "KLD-GEN-02", "KLD-GEN-03", "KLD-GEN-05", "COM-49"}},
		{"kalos", "", "FR", "Beijing ZhiJian Software Co., Ltd.", "product@zjinnova.com", "", "2024-02-01", []string{"KLS-GEN-01", "KLS-GEN-02", "KLS-GEN-03"}},
		{"egretsoft", "", "FR", "KUAILU SOFTWARE (SINGAPORE) PTE. LTD.", "legal@bwoil.com", "", "2024-12-19", []string{"EGR-GEN-03", "EGR-GEN-04", "EGR-GEN-06"}},
		{"egretsoft", "enterprise", "FR", "", "", "", "2024-12-19", []string{"EGR-GEN-01", "COM-49"}},
	}
	for _, tt := range tests {
		t.Run(tt.service+tt.account, func(t *testing.T) {
			v := visitor(tt.place)
			v.Account = consent.AccountMode(tt.account)
			p := decide(t, tt.service, v)
			got := [4]string{p.Controller, p.Contact, p.StorageLocation, p.PolicyVersion}
			if want := [4]string{tt.controller, tt.contact, tt.location, tt.version}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			wantRules(t, p, tt.rules...)
			if has(p.Actions, consent.ActionContact) != (tt.contact != "") {
				t.Errorf("contact %q, but actions %v", tt.contact, p.Actions)
			}
		})
	}
}

// Notes and actions that a place or an account brings.
func TestNotesAndActions(t *testing.T) {
	with := func(code string, change func(*rules.Visitor)) rules.Visitor {
		v := visitor(code)
		if change != nil {
			change(&v)
		}
		return v
	}
	lang := func(l string) func(*rules.Visitor) { return func(v *rules.Visitor) { v.Lang = l } }
	account := func(m consent.AccountMode) func(*rules.Visitor) { return func(v *rules.Visitor) { v.Account = m } }
	tests := []struct {
		name, service string
		v             rules.Visitor
		notes         []string
		absent        []string
		actions       []consent.Action
		rules         []string
	}{
		{"kaadas in English", "kaadas", with("CN", lang("en")), []string{"ZH_TEXT_PREVAILS", "DATE_NOT_STATED"}, nil, []consent.Action{"leave"}, []string{"KAA-GEN-04", "KAA-GEN-08", "KAA-COO-09", "KAA-CON-06"}},
		{"kaadas in Chinese", "kaadas", with("CN", lang("zh-Hans")), nil, []string{"ZH_TEXT_PREVAILS"}, nil, nil},
		{"kaadas with a corporate account", "kaadas", with("CN", account("corporate")), []string{"EMPLOYER_SUPPLIED_DATA", "ASK_YOUR_EMPLOYER"}, nil, []consent.Action{"leave", "contact"}, []string{"KAA-GEN-06"}},
		{"kaadas with a personal account", "kaadas", with("CN", account("personal")), nil, []string{"EMPLOYER_SUPPLIED_DATA"}, nil, nil},
		{"krowork in Japan", "krowork", with("JP", nil), []string{"COOKIE_POLICY_NOT_PROVIDED", "PARTNER_LIST_NOT_PROVIDED", "EXTERNAL_TRANSMISSION_LISTED", "TRANSFER_SG_MY"}, nil, []consent.Action{"view_partner_list"}, []string{"KRO-COO-10", "KRO-JP-01", "KRO-JP-02", "KRO-JP-03"}},
		{"krowork in Korea", "krowork", with("KR", nil), []string{"TRANSFER_SG_MY", "TRANSFER_REFUSAL_ENDS_SERVICE"}, nil, nil, []string{"KRO-KR-05", "KRO-KR-06", "KRO-KR-07"}},
		{"krowork in Mexico", "krowork", with("MX", nil), []string{"SECONDARY_PURPOSES_REFUSABLE", "HUMAN_AND_AUTOMATED_MEANS"}, nil, nil, []string{"KRO-MX-01", "KRO-MX-02", "KRO-MX-03", "KRO-MX-04", "KRO-MX-07"}},
		{"krowork in Brazil", "krowork", with("BR", nil), []string{"TRANSFER_GROUP_AND_VENDORS"}, nil, nil, []string{"KRO-BR-01", "KRO-BR-07", "KRO-BR-12", "LAW-BR-01"}},
		{"krowork in France", "krowork", with("FR", nil), []string{"REPRESENTATIVE_NOT_PROVIDED", "THIRD_PARTY_TRACKERS_NOT_CONTROLLED", "BROWSER_SETTINGS_REFUSE", "THIRD_PARTY_POLICY_APPLIES"}, []string{"SECTION_BR"}, []consent.Action{"accept_all", "reject_all", "open_preferences", "leave"}, []string{"KRO-EEA-01", "KRO-COO-05", "KRO-COO-11", "KRO-GEN-10", "KRO-GEN-11", "KRO-SG-02", "LAW-EEA-01", "COM-10", "COM-13"}},
		{"krowork in mainland China", "krowork", with("CN", nil), []string{"PARTNER_LIST_NOT_PROVIDED"}, []string{"THIRD_PARTY_TRACKERS_NOT_CONTROLLED"}, []consent.Action{"view_partner_list"}, []string{"KRO-GEN-13", "LAW-CN-01"}},
		{"krowork in California", "krowork", with("US-CA", nil), nil, []string{"DNT_NOT_HONOURED"}, []consent.Action{"opt_out_sale", "opt_in_sale"}, []string{"KRO-USCA-01", "KRO-USCA-02", "KRO-USCA-12", "KRO-USCA-15", "KRO-USCA-20", "KRO-USCA-26"}},
		{"kalodata in California", "kalodata", with("US-CA", nil), []string{"INCOMPLETE_IDENTITY", "PARTNER_TERMS_APPLY"}, nil, []consent.Action{"opt_out_sale"}, []string{"KLD-USCA-01", "KLD-COO-06"}},
		{"kalodata in Texas", "kalodata", with("US-TX", nil), nil, nil, []consent.Action{"opt_out_sale"}, nil},
		{"kalos", "kalos", with("DE", nil), []string{"INCOMPLETE_SOURCE"}, nil, []consent.Action{"open_preferences", "request_explanation", "request_remedy"}, []string{"KLS-COO-03", "KLS-CON-08", "KLS-CON-09", "KLS-RTS-04"}},
		{"kalos in mainland China", "kalos", with("CN", nil), []string{"DATA_STAYS_IN_MAINLAND"}, nil, nil, []string{"KLS-CON-07"}},
		{"egretsoft in Germany", "egretsoft", with("DE", nil), []string{"TRANSFER_WORLDWIDE", "EFFECTIVE_DATE_NOT_STATED"}, nil, []consent.Action{"object"}, []string{"EGR-CON-02", "EGR-CON-07", "EGR-COO-04", "EGR-RTS-01"}},
		{"egretsoft in Japan", "egretsoft", with("JP", nil), nil, []string{"TRANSFER_WORLDWIDE"}, nil, []string{"EGR-CON-03"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, tt.service, tt.v)
			wantNotes(t, p, tt.notes...)
			for _, n := range tt.absent {
				if has(p.Notes, n) {
					t.Errorf("notes %v have %s", p.Notes, n)
				}
			}
			for _, a := range tt.actions {
				if !p.Offers(a) {
					t.Errorf("actions %v lack %s", p.Actions, a)
				}
			}
			wantRules(t, p, tt.rules...)
		})
	}
}

// Purposes that only some sections know are keys everywhere, "n/a" where their
// section does not apply.
func TestSectionPurposes(t *testing.T) {
	tests := []struct {
		place string
		want  map[consent.Key]consent.State
	}{
		{"FR", map[consent.Key]consent.State{"financial_incentive": "n/a", "secondary_purposes": "n/a", "third_party_share": "n/a", "cross_border": "n/a"}},
		{"US-CA", map[consent.Key]consent.State{"financial_incentive": "off", "secondary_purposes": "n/a"}},
		{"US-TX", map[consent.Key]consent.State{"financial_incentive": "n/a"}},
		{"MX", map[consent.Key]consent.State{"secondary_purposes": "off", "third_party_share": "off"}},
		{"KR", map[consent.Key]consent.State{"cross_border": "off"}},
	}
	for _, tt := range tests {
		t.Run(tt.place, func(t *testing.T) { wantStates(t, decide(t, "krowork", visitor(tt.place)), tt.want) })
	}
}

// lax is a service that wants everything on, everywhere.
const lax = `
id: plain
service: plain
name: Plain
zone: Europe/Berlin
territory: {in: ["*"]}
versions: [{id: "1", effective: "2020-01-01"}]
items: [{key: necessary}, {key: analytics}]
rules:
  - {id: L-1, source: us, says: on, then: {regime: opt_out, states: {analytics: "on"}}}
`

// COM-01 and the law layer: a profile laxer than the law is raised to it.
func TestLawIsAFloor(t *testing.T) {
	engine := mustEngine(withProfile(lax))
	for place, want := range map[string]consent.Banner{"": "opt_in", "FR": "opt_in", "BR": "opt_in", "CA-QC": "opt_in", "US": "opt_out", "CA": "opt_out", "JP": "opt_out"} {
		v := visitor(place)
		p, err := engine.Decide("plain", &v)
		if err != nil {
			t.Fatal(err)
		}
		if p.Banner != want || p.State("analytics").Granted() != (want == "opt_out") {
			t.Errorf("%q: banner %s, analytics %s; want %s", place, p.Banner, p.State("analytics"), want)
		}
	}
}
