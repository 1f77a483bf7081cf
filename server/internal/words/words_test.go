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
		// Plain "pt" was Brazil's while Portugal had no file of its own. A
		// browser in Brazil names its country.
		{"Portuguese of Portugal", "", "pt", "pt"},
		{"Portuguese of Portugal, by country", "", "pt-PT,pt;q=0.9", "pt"},
		{"Portuguese of Brazil", "", "pt-BR,pt;q=0.9", "pt-BR"},
		{"Portuguese of Angola is nearer to Portugal's", "", "pt-AO", "pt"},
		{"Tagalog is Filipino", "", "tl", "fil"},
		{"Spanish of Mexico", "", "es-MX", "es-MX"},
		{"Spanish of Spain", "", "es-ES,es;q=0.9", "es"},
		{"Spanish of Argentina is nearer to Mexico's", "", "es-AR", "es-MX"},
		{"Russian is not Bulgarian because both write Cyrillic", "", "ru", "en"},
		{"Uyghur is not Arabic because both write its letters", "", "ug", "en"},
		{"Bosnian is read with Croatian", "", "bs", "hr"},
		{"Dutch of Belgium", "", "nl-BE,nl;q=0.9", "nl"},
		{"Norwegian without saying which", "", "no", "nb"},
		{"Nynorsk is read with Bokmål", "", "nn-NO,nn;q=0.9", "nb"},
		{"the old code of Hebrew", "", "iw-IL", "he"},
		{"Serbian in Cyrillic", "", "sr-Cyrl-RS", "sr"},
		{"Serbian in Latin script reads Cyrillic too", "", "sr-Latn-RS", "sr"},
		{"the old code of Indonesian", "", "in-ID", "id"},
		{"Hindi of India", "", "hi-IN,en;q=0.5", "hi"},
		{"French of Canada", "", "fr-CA,fr;q=0.9", "fr-CA"},
		{"French of France", "", "fr-FR,fr;q=0.9", "fr"},
		{"French without a country", "", "fr", "fr"},
		{"Malay of Singapore", "", "ms-SG", "ms"},
		{"Persian of Iran", "", "fa-IR,fa;q=0.9", "fa"},
		{"Dari reads Persian", "", "fa-AF", "fa"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.Match(tt.want, tt.accept).Lang; got != tt.lang {
				t.Errorf("Match(%q, %q) = %s, want %s", tt.want, tt.accept, got, tt.lang)
			}
		})
	}
}

// Every place that the rules name has its language, and so does every country
// of the European Union; then the languages that most other visitors read.
func TestLanguages(t *testing.T) {
	const want = "en zh-Hans zh-Hant pt-BR es-MX tr vi fil ko ja " +
		"bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv " +
		"ar he hi th id nb is uk sr ms bn ur fa"
	written := map[string]bool{}
	for _, f := range shelf(t).Files() {
		written[f.Lang] = true
		rtl := slices.Contains([]string{"ar", "fa", "he", "ur"}, f.Lang)
		if rtl != (f.Dir == "rtl") {
			t.Errorf("%s.json says that it runs %s", f.Lang, f.Dir)
		}
	}
	for _, lang := range strings.Fields(want) {
		if !written[lang] {
			t.Errorf("nobody wrote %s.json", lang)
		}
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
				if strings.HasSuffix(text, ".") && f.Words[key] == text {
					t.Errorf("%s.json: %q is still English", f.Lang, key)
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
