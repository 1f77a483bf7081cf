package profile

import (
	"maps"
	"reflect"
	"slices"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/server/internal/schema"
)

// Schema is the JSON Schema of profile files. It knows every key and every
// closed word; what depends on other parts of a file only the parser knows.
func Schema() ([]byte, error) {
	return fileWords.File("Sayso profile", reflect.TypeFor[policy.Profile]())
}

// LawSchema is the JSON Schema of law files.
func LawSchema() ([]byte, error) {
	return fileWords.File("Sayso law layer", reflect.TypeFor[policy.Law]())
}

var fileWords = &schema.Writer{
	Tag: "json",
	Words: map[reflect.Type][]string{
		reflect.TypeFor[consent.Key]():         keyWords(),
		reflect.TypeFor[consent.State]():       {"on", "off", "locked_off", "n/a"},
		reflect.TypeFor[consent.Access]():      {"allow", "allow_with_notice", "guardian_supervised_agree", "guardian_consent", "guardian_assist", "guardian_represent", "guardian_account", "blocked"},
		reflect.TypeFor[consent.Banner]():      {"none", "notice", "necessary_terms", "opt_in", "opt_out"},
		reflect.TypeFor[consent.Authority]():   {"consent", "supervise", "assist", "represent", "account_owner"},
		reflect.TypeFor[consent.AccountMode](): {"anonymous", "personal", "corporate", "enterprise"},
		reflect.TypeFor[consent.Action]():      actionWords(),
	},
	Patterns: map[reflect.Type]string{reflect.TypeFor[consent.Date](): `^\d{4}-\d{2}-\d{2}$`},
	Required: map[reflect.Type][]string{
		reflect.TypeFor[policy.Profile]():   {"id", "service", "name", "zone", "territory", "versions"},
		reflect.TypeFor[policy.Territory](): {"in"},
		reflect.TypeFor[policy.Version]():   {"id"},
		reflect.TypeFor[policy.Item]():      {"key"},
		reflect.TypeFor[policy.Rule]():      {"id", "source", "says"},
		reflect.TypeFor[policy.Clock]():     {"id", "source", "says"},
		reflect.TypeFor[policy.Statement](): {"id", "source", "says"},
		reflect.TypeFor[policy.Law]():       {"as_of"},
	},
}

// keyWords are all keys, and the word that stands for all optional ones.
func keyWords() []string {
	words := []string{string(policy.Optional)}
	for _, list := range [][]consent.Key{consent.Categories, consent.Purposes, consent.Permissions} {
		for _, k := range list {
			words = append(words, string(k))
		}
	}
	return words
}

func actionWords() []string {
	var words []string
	for _, a := range slices.Sorted(maps.Keys(knownActions)) {
		words = append(words, string(a))
	}
	return words
}
