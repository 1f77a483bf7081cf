package signal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sayso/app/consent"
	"sayso/app/signal"
)

var everyMode = map[string]func(consent.Grants) []signal.Value{
	"google": signal.ConsentMode, "uet": signal.UET, "clarity": signal.Clarity, "wordpress": signal.WordPress,
	"meta": signal.Meta, "matomo": signal.Matomo, "shopify": signal.Shopify,
}

var allKeys = append(append([]consent.Key{}, consent.Categories...), consent.Purposes...)

// What a browser finds by comparing grants with the needs is what the mode
// says, whatever a plan asks for and whatever is granted. Without this test a
// mode that is no conjunction would be told wrongly to tags.
func TestNeedsAreTheMode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.SliceOfDistinct(rapid.SampledFrom(allKeys), func(k consent.Key) consent.Key { return k }).Draw(t, "asked")
		grants := consent.Grants{consent.Necessary: true}
		for _, k := range asked {
			if k != consent.Necessary {
				grants[k] = rapid.Bool().Draw(t, string(k))
			}
		}
		for name, mode := range everyMode {
			needs := signal.Needs(mode, asked)
			for _, v := range mode(grants) {
				best := true
				for _, k := range needs[v.Name] {
					best = best && grants[k]
				}
				if want := v.Value == "granted" || v.Value == "allow"; best != want {
					t.Fatalf("%s: %s needs %v; with %v that is %t, and the mode says %s", name, v.Name, needs[v.Name], grants, best, v.Value)
				}
			}
		}
	})
}

func TestNeedsOfGoogle(t *testing.T) {
	want := map[string][]consent.Key{
		"ad_storage": {"advertising"}, "ad_user_data": {"advertising", "sale_or_share"}, "ad_personalization": {"advertising", "sale_or_share"},
		"analytics_storage": {"analytics"}, "functionality_storage": {"functional"}, "personalization_storage": {"personalisation"},
		"security_storage": {},
	}
	if diff := cmp.Diff(want, signal.Needs(signal.ConsentMode, []consent.Key{consent.Advertising, consent.SaleOrShare})); diff != "" {
		t.Errorf("with sale_or_share (-want +got):\n%s", diff)
	}
	want["ad_user_data"], want["ad_personalization"] = []consent.Key{"advertising"}, []consent.Key{"advertising"}
	if diff := cmp.Diff(want, signal.Needs(signal.ConsentMode, nil)); diff != "" {
		t.Errorf("without (-want +got):\n%s", diff)
	}
}

// The string that a browser picks for an outcome is the one that is computed
// for it, for every age band, with and without the signal.
func TestTableIsTheString(t *testing.T) {
	states := []string{"US-CA", "US-VA", "US-NJ", "US-DE", "US-NY", "US", "BR"}
	bands := []consent.Band{"", "0-12", "13", "14", "15", "16", "17", "18-19", "20+"}
	rapid.Check(t, func(t *rapid.T) {
		v := signal.Visitor{Place: place(rapid.SampledFrom(states).Draw(t, "place")), GPC: rapid.Bool().Draw(t, "gpc")}
		asked := rapid.SliceOfDistinct(rapid.SampledFrom(allKeys), func(k consent.Key) consent.Key { return k }).Draw(t, "asked")
		governed := []consent.Key{consent.SaleOrShare, consent.Advertising}
		for _, text := range []func(signal.Visitor) (string, error){
			signal.GPP, func(v signal.Visitor) (string, error) { return signal.USPrivacy(v), nil },
		} {
			table, err := signal.TableOf(v, asked, governed, text)
			if err != nil {
				t.Fatal(err)
			}
			v.Grants, v.ChosenUnderGPC = consent.Grants{}, false
			for _, k := range asked {
				v.Grants[k] = rapid.Bool().Draw(t, string(k))
				if v.Grants[k] && (k == governed[0] || k == governed[1]) {
					v.ChosenUnderGPC = true
				}
			}
			v.Band = rapid.SampledFrom(bands).Draw(t, "band")
			want, err := text(v)
			if err != nil {
				t.Fatal(err)
			}
			at := 0
			for n, k := range table.Keys {
				if v.Grants[k] {
					at |= 1 << n
				}
			}
			texts, ok := table.Texts[v.Band]
			if !ok {
				texts = table.Texts[""]
			}
			if texts[at] != want {
				t.Fatalf("%+v: the table gives %s, want %s", v, texts[at], want)
			}
		}
	})
}

func TestAPIs(t *testing.T) {
	all := signal.APIs()
	if len(all) != 17 || all[0] != "7:usnat" || all[1] != "8:usca" || all[16] != "23:usmn" {
		t.Errorf("APIs = %v", all)
	}
	if fields := signal.Layout(8); len(fields) != 11 || fields[5] != (signal.Field{Name: "SensitiveDataProcessing", Count: 9}) {
		t.Errorf("Layout(8) = %v", fields)
	}
}
