package words

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sayso/app/i18n"
)

func shelf(t *testing.T) *Shelf {
	t.Helper()
	s, err := Load(os.DirFS("../../../web/words"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMatch(t *testing.T) {
	s := shelf(t)
	tests := []struct{ name, want, accept, lang string }{
		{"nothing said", "", "", "en"},
		{"a language nobody wrote", "", "tlh", "en"},
		{"garbage", "%%", ";;;q=", "en"},
		{"the browser's first choice", "", "de-AT,en;q=0.5", "de"},
		{"the site's wish comes first", "fr", "de", "fr"},
		{"a wish nobody wrote falls back to the browser", "tlh", "de", "de"},
		{"mainland Chinese", "", "zh-CN", "zh-Hans"},
		{"Taiwan reads traditional", "", "zh-TW,zh;q=0.9", "zh-Hant"},
		{"Hong Kong reads traditional", "", "zh-HK", "zh-Hant"},
		{"Portuguese of Brazil", "", "pt", "pt-BR"},
		{"Tagalog is Filipino", "", "tl", "fil"},
		{"Spanish of Mexico", "", "es-MX", "es-MX"},
		{"Norwegian without saying which", "", "no", "nb"},
		{"Nynorsk is read with Bokmål", "", "nn-NO,nn;q=0.9", "nb"},
		{"the old code of Hebrew", "", "iw-IL", "he"},
		{"Serbian in Cyrillic", "", "sr-Cyrl-RS", "sr"},
		{"Serbian in Latin script reads Cyrillic too", "", "sr-Latn-RS", "sr"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.Match(tt.want, tt.accept).Lang; got != tt.lang {
				t.Errorf("Match(%q, %q) = %s, want %s", tt.want, tt.accept, got, tt.lang)
			}
		})
	}
}

// Without this, a visitor would meet a bare key in a language whose file fell
// behind, or a "{name}" that nothing fills.
func TestEveryLanguageIsComplete(t *testing.T) {
	s := shelf(t)
	english := s.Files()[0].Words
	for _, f := range s.Files()[1:] {
		t.Run(f.Lang, func(t *testing.T) {
			for key, text := range english {
				if !f.Has(key) {
					t.Errorf("%s.json lacks %q", f.Lang, key)
					continue
				}
				if diff := cmp.Diff(places(text), places(f.Words[key])); diff != "" {
					t.Errorf("%s.json: %q leaves other places open than English (-en +%s):\n%s", f.Lang, key, f.Lang, diff)
				}
			}
			for key := range f.Words {
				if _, ok := english[key]; !ok {
					t.Errorf("%s.json has %q, which English lacks", f.Lang, key)
				}
			}
			if f.Reviewed {
				t.Errorf("%s.json says that a native speaker has reviewed it; none has", f.Lang)
			}
		})
	}
}

func places(text string) string {
	names := i18n.Places(text)
	slices.Sort(names)
	return strings.Join(names, " ")
}
