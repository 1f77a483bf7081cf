package main

import (
	"fmt"
	"os"
	"strings"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/rules/matrix"
	"sayso/server/internal/profile"
)

// oneProfile is a shipped profile by its id, or one from a file.
func oneProfile(book *policy.Book, arg string) (policy.Profile, error) {
	for _, p := range book.Profiles {
		if p.ID == arg {
			return p, nil
		}
	}
	raw, err := os.ReadFile(arg)
	if err != nil {
		var ids []string
		for _, p := range book.Profiles {
			ids = append(ids, p.ID)
		}
		return policy.Profile{}, fmt.Errorf("no profile or file %q; write a file's name or one of %s", arg, strings.Join(ids, " "))
	}
	return profile.LoadUnder(arg, raw, &book.Law)
}

// engineOf knows the law and one profile.
func engineOf(law *policy.Law, p policy.Profile) (*rules.Engine, error) {
	return rules.New(&policy.Book{Law: *law, Profiles: []policy.Profile{p}})
}

// lanesOf are the account modes of a profile between which rules may differ.
func lanesOf(p *policy.Profile) []matrix.Lane {
	modes := p.Territory.Accounts
	if len(modes) == 0 {
		modes = []consent.AccountMode{consent.Anonymous, consent.Personal}
	}
	lanes := make([]matrix.Lane, len(modes))
	for i, m := range modes {
		lanes[i] = matrix.Lane{Service: p.Service, Account: m}
	}
	return lanes
}
