package profile_test

import (
	"testing"

	"sayso/app/consent"
	"sayso/app/rules"

	"github.com/google/go-cmp/cmp"
)

// What may be recorded and what is refused, with its reason and rules (F-20,
// COM-37, COM-44, COM-55).
func TestAdmit(t *testing.T) {
	consenting := func(code string, age int, role consent.Authority) rules.Visitor {
		v := aged(code, age)
		v.Guardian = consent.Guardian{Present: true, Verified: true, Role: role}
		return v
	}
	rejected := visitor("US")
	rejected.Birth = consent.Date{Year: 2011, Month: 2, Day: 30}
	enterprise := visitor("DE")
	enterprise.Account = consent.Enterprise
	gpc := visitor("US-CA")
	gpc.GPC = true
	member := aged("DE", 16)
	member.Account = consent.Personal
	tests := []struct {
		name, service string
		v             rules.Visitor
		version       string // "" is the one in force
		grants        consent.Grants
		authority     consent.Authority
		reason        string
		key           consent.Key
		rules         []string
	}{
		{"an adult accepts", "krowork", aged("DE", 30), "", consent.Grants{"functional": true, "analytics": true}, "self", "", "", nil},
		{"an adult refuses", "krowork", aged("DE", 30), "", consent.Grants{"functional": false}, "self", "", "", nil},
		{"nothing is said", "krowork", aged("DE", 30), "", nil, "self", "", "", nil},
		{"necessary may be named", "krowork", aged("DE", 30), "", consent.Grants{"necessary": true}, "self", "", "", nil},
		{"necessary cannot be refused", "krowork", aged("DE", 30), "", consent.Grants{"necessary": false}, "self", "locked", "necessary", []string{"KRO-COO-01"}},
		{"an unknown age is no obstacle for a category", "krowork", visitor("DE"), "", consent.Grants{"advertising": true}, "self", "", "", nil},
		{"an unknown age and an account", "krowork", visitor("DE"), "", consent.Grants{"third_party_login": true}, "self", "age_unknown", "third_party_login", []string{"COM-05", "KRO-CON-08"}},
		{"an unknown age and a guardian", "krowork", visitor("BR"), "", consent.Grants{"functional": true}, "represent", "age_unknown", "", []string{"COM-05"}},
		{"a purpose that the version lacks (COM-37)", "krowork", aged("DE", 30), "", consent.Grants{"personalisation": true}, "self", "unknown_category", "personalisation", []string{"COM-55"}},
		{"unknown category, refused", "egretsoft", aged("DE", 30), "", consent.Grants{"advertising": false}, "self", "unknown_category", "advertising", []string{"COM-55"}},
		{"another version", "krowork", aged("DE", 30), "2025-01-01", consent.Grants{"functional": true}, "self", "version_not_in_force", "", []string{"COM-27", "COM-55"}},
		{"a version to come", "krowork", onDay(aged("DE", 30), "2026-04-01T00:00:00Z"), "2026-04-30", nil, "self", "version_not_in_force", "", []string{"COM-27"}},
		{"outside the territory", "kaadas", aged("HK", 30), "", consent.Grants{"functional": true}, "self", "out_of_scope", "", []string{"KAA-GEN-03"}},
		{"enterprise", "egretsoft", enterprise, "", consent.Grants{"necessary": true}, "self", "ask_your_organisation", "", []string{"EGR-GEN-02"}},
		{"a minor alone behind a gate", "krowork", aged("BR", 15), "", consent.Grants{"functional": true}, "self", "guardian_required", "", []string{"KRO-BR-02", "COM-39", "F-20"}},
		{"a minor claims to be the guardian", "krowork", aged("BR", 15), "", consent.Grants{"functional": true}, "represent", "guardian_required", "", []string{"KRO-BR-02"}},
		{"the guardian represents", "krowork", consenting("BR", 15, "represent"), "", consent.Grants{"functional": true}, "represent", "", "", nil},
		{"the guardian assists a represented minor", "krowork", consenting("BR", 15, "assist"), "", consent.Grants{"functional": true}, "assist", "guardian_required", "", nil},
		{"the guardian is there, the minor clicks", "krowork", consenting("BR", 15, "represent"), "", consent.Grants{"functional": true}, "self", "guardian_required", "", nil},
		{"advertising stays locked with a guardian (F-07)", "krowork", consenting("BR", 15, "represent"), "", consent.Grants{"advertising": true}, "represent", "locked", "advertising", []string{"KRO-BR-13"}},
		{"Kaadas: the guardian supervises", "kaadas", consenting("CN", 13, "supervise"), "", consent.Grants{"functional": true}, "supervise", "", "", nil},
		{"Kaadas: a child's click is void", "kaadas", aged("CN", 13), "", consent.Grants{"functional": true}, "self", "guardian_required", "", []string{"KAA-MIN-01"}},
		{"below the age of the law", "krowork", aged("DE", 15), "", consent.Grants{"functional": true}, "self", "locked", "functional", []string{"KRO-COO-01"}},
		{"below the age of the law, refusing", "krowork", aged("DE", 15), "", consent.Grants{"functional": false}, "self", "", "", nil},
		{"below the age of the law, with the guardian", "krowork", consenting("DE", 15, "consent"), "", consent.Grants{"functional": true}, "consent", "", "", nil},
		{"at the age of the law", "krowork", member, "", consent.Grants{"functional": true}, "self", "", "", nil},
		{"advertising for a minor", "krowork", member, "", consent.Grants{"advertising": true}, "self", "locked", "advertising", nil},
		{"an adult with a guardian's role", "krowork", aged("DE", 30), "", consent.Grants{"functional": true}, "consent", "authority_not_allowed", "", []string{"COM-55"}},
		{"blocked", "krowork", aged("KR", 13), "", consent.Grants{"functional": true}, "self", "locked", "functional", nil},
		{"a rejected birth date", "krowork", rejected, "", consent.Grants{"functional": true}, "self", "birth_date_rejected", "functional", []string{"COM-04"}},
		{"what the section does not know", "krowork", aged("DE", 30), "", consent.Grants{"financial_incentive": true}, "self", "locked", "financial_incentive", nil},
		{"what nobody sells", "kalos", aged("DE", 30), "", consent.Grants{"sale_or_share": true}, "self", "locked", "sale_or_share", []string{"KLS-COO-04"}},
		{"a specific yes under the signal (COM-22)", "kalodata", gpc, "", consent.Grants{"advertising": true}, "self", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			version := tt.version
			if version == "" {
				version = decide(t, tt.service, tt.v).PolicyVersion
			}
			got, err := engine.Admit(tt.service, &tt.v, &consent.Choice{PolicyVersion: version, Grants: tt.grants, Authority: tt.authority})
			if err != nil {
				t.Fatal(err)
			}
			if got.Admitted != (tt.reason == "") || got.Reason != tt.reason || got.Key != tt.key {
				t.Errorf("got admitted %t, reason %q, key %q; want %q, %q", got.Admitted, got.Reason, got.Key, tt.reason, tt.key)
			}
			for _, id := range tt.rules {
				if !has(got.Rules, id) {
					t.Errorf("rules %v lack %s", got.Rules, id)
				}
			}
			if !got.Admitted && got.Grants != nil {
				t.Errorf("a refused choice has grants %v", got.Grants)
			}
		})
	}
}

// The whole state after a choice: what was not named stays as it was.
func TestAdmitGrants(t *testing.T) {
	v := aged("US", 30)
	got, err := engine.Admit("kalodata", &v, &consent.Choice{PolicyVersion: "2023-08-09", Grants: consent.Grants{"analytics": false}, Authority: "self"})
	if err != nil {
		t.Fatal(err)
	}
	want := consent.Grants{"necessary": true, "functional": true, "analytics": false, "personalisation": true, "advertising": true,
		"sale_or_share": true, "marketing_messages": false, "cross_device_link": false, "behavioural_input": false, "perm.location": false}
	if diff := cmp.Diff(want, got.Grants); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
}

// What each button does (COM-15, COM-19, COM-22).
func TestPress(t *testing.T) {
	gpc := visitor("US-CA")
	gpc.GPC = true
	tests := []struct {
		name, service string
		v             rules.Visitor
		method        consent.Method
		want          consent.Grants
	}{
		{"accepting grants storage only", "krowork", visitor("DE"), "accept_all", consent.Grants{"functional": true, "analytics": true, "advertising": true}},
		{"accepting under the signal", "kalodata", gpc, "accept_all", consent.Grants{"functional": true, "analytics": true, "personalisation": true}},
		{"accepting moves nothing locked", "krowork", aged("US", 15), "accept_all", consent.Grants{"functional": true, "analytics": true}},
		{"refusing", "egretsoft", visitor("DE"), "reject_all", consent.Grants{"functional": false, "analytics": false, "perm.microphone": false, "perm.camera": false}},
		{"withdrawing", "kaadas", visitor("CN"), "withdraw", consent.Grants{"functional": false, "third_party_share": false, "cross_border": false, "perm.location": false,
			"perm.camera": false, "perm.microphone": false, "perm.album": false, "perm.address_book": false}},
		{"opting out of sale", "kalodata", visitor("US-CA"), "opt_out_sale", consent.Grants{"advertising": false, "sale_or_share": false, "cross_device_link": false}},
		{"opting out of sale at krowork", "krowork", visitor("US-CA"), "opt_out_sale", consent.Grants{"advertising": false, "sale_or_share": false}},
		{"opting in to sale", "krowork", visitor("US-CA"), "opt_in_sale", consent.Grants{"sale_or_share": true}},
		{"saving brings its own grants", "krowork", visitor("US-CA"), "save_choices", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := decide(t, tt.service, tt.v)
			if diff := cmp.Diff(tt.want, rules.Press(&p, tt.method)); diff != "" {
				t.Errorf("grants (-want +got):\n%s", diff)
			}
		})
	}
}
