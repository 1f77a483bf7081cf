package profile_test

import (
	"time"

	"sayso/app/policy"
	"sayso/server/internal/profile"
)

func monthOf(m int) time.Month { return time.Month(m) }

// plainText is a service of which only the law says anything.
const plainText = `
id: plain
service: plain
name: Plain
zone: Europe/Berlin
territory: {in: ["*"]}
versions: [{id: "1", effective: "2020-01-01"}]
items: [{key: necessary}, {key: functional}, {key: advertising}, {key: sale_or_share}]
rules: []
`

var plainEngine = mustEngine(withProfile(plainText))

// withProfile is the law with one profile.
func withProfile(text string) *policy.Book {
	p, err := profile.Load("plain.yaml", []byte(text))
	if err != nil {
		panic(err)
	}
	return &policy.Book{Law: book.Law, Profiles: []policy.Profile{p}}
}
