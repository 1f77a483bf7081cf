package signal_test

import (
	"strings"
	"testing"

	"sayso/app/consent"
	"sayso/app/signal"
)

// modes writes every mode's values in their order, a letter each: Google's
// seven, UET's one, Clarity's two, WordPress's five. g is granted or allow.
func modes(g consent.Grants) string {
	var b strings.Builder
	for _, values := range [][]signal.Value{signal.ConsentMode(g), signal.UET(g), signal.Clarity(g), signal.WordPress(g)} {
		for _, v := range values {
			switch v.Value {
			case "granted", "allow":
				b.WriteByte('g')
			case "denied", "deny":
				b.WriteByte('d')
			default:
				b.WriteString("?" + v.Value)
			}
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func TestModes(t *testing.T) {
	all := consent.Grants{}
	for _, k := range consent.Categories {
		all[k] = true
	}
	with := func(k consent.Key, on bool) consent.Grants {
		g := consent.Grants{}
		for key, v := range all {
			g[key] = v
		}
		g[k] = on
		return g
	}
	for _, tt := range []struct {
		name   string
		grants consent.Grants
		want   string
	}{
		{"nothing said", nil, "ddddddg d dd gdddd"},
		{"all", all, "ggggggg g gg ggggg"},
		{"all but advertising", with(consent.Advertising, false), "dddgggg d dg ggggd"},
		{"all but analytics", with(consent.Analytics, false), "gggdggg g gd ggddg"},
		{"all but functional", with(consent.Functional, false), "ggggdgg g gg gdggg"},
		{"all but personalisation", with(consent.Personalisation, false), "gggggdg g gg gdggg"},
		{"all, and no sale", with(consent.SaleOrShare, false), "gddgggg g gg ggggg"},
		{"all, and sale", with(consent.SaleOrShare, true), "ggggggg g gg ggggg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := modes(tt.grants); got != tt.want {
				t.Errorf("modes(%v) = %q, want %q", tt.grants, got, tt.want)
			}
		})
	}
}

func TestModeNames(t *testing.T) {
	var names []string
	for _, values := range [][]signal.Value{signal.ConsentMode(nil), signal.UET(nil), signal.Clarity(nil), signal.WordPress(nil)} {
		for _, v := range values {
			names = append(names, v.Name)
		}
	}
	want := "ad_storage ad_user_data ad_personalization analytics_storage functionality_storage personalization_storage security_storage " +
		"ad_storage ad_Storage analytics_Storage functional preferences statistics statistics-anonymous marketing"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("names = %s, want %s", got, want)
	}
}
