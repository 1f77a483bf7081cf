package profile

import (
	"fmt"
	"strings"

	"sayso/app/policy"
)

// wordings are turns of phrase that push a visitor one way or hide what is
// asked (EDPB Guidelines 03/2022, "stirring" and "left in the dark"), each
// with what to write instead. They are compared in lower case.
var wordings = []struct{ phrase, instead string }{
	{"best experience", "say which feature needs the cookie"},
	{"enhance your experience", "say which feature needs the cookie"},
	{"improve your experience", "say which feature needs the cookie"},
	{"we value your privacy", "say what is stored and why"},
	{"we care about your privacy", "say what is stored and why"},
	{"we recommend", "leave the choice to the visitor"},
	{"recommended", "leave the choice to the visitor"},
	{"miss out", "say plainly which feature stops"},
	{"by continuing", "ask; going on is no consent (COM-11)"},
	{"by using", "ask; use is no consent (COM-12)"},
	{"legitimate interest to show you ads", "ask; advertising needs consent"},
	{"simply accept", "name accepting and refusing alike"},
	{"do not refuse", "say what is asked without a double no"},
}

// wording looks at the sentences that visitors read under "why".
func (w *warner) wording(p *policy.Profile) {
	for i := range p.Items {
		w.sentence(fmt.Sprintf("items[%d].says", i), p.Items[i].Says)
	}
	for i := range p.Rules {
		w.sentence(fmt.Sprintf("rules[%d].says", i), p.Rules[i].Says)
	}
	for i := range p.Statements {
		w.sentence(fmt.Sprintf("statements[%d].says", i), p.Statements[i].Says)
	}
}

func (w *warner) sentence(path, text string) {
	lower := strings.ToLower(text)
	for _, one := range wordings {
		if strings.Contains(lower, one.phrase) {
			w.say(path, "MISLEADING_WORDS", "says %q; %s", one.phrase, one.instead)
		}
	}
}
