package main

import (
	"fmt"
	"strings"

	"sayso/app/rules/matrix"
)

// corners are visitors of whom the matrix has none: with guardians in every
// part, under guardianship, living elsewhere, and with prior choices that no
// longer hold whole.
func corners(yield func([]byte) bool) {
	guardians := []string{
		``, `,"guardian":{"present":true}`, `,"guardian":{"present":true,"willing":false}`, `,"under_guardianship":true`,
	}
	for _, role := range []string{"consent", "supervise", "assist", "represent", "account_owner"} {
		guardians = append(guardians, fmt.Sprintf(
			`,"guardian":{"present":true,"verified":true,"role":%q,"acknowledged":["activity","policy","child_protection"]}`, role))
	}
	const choices = `"choices":{"functional":true,"analytics":true,"advertising":true,"sale_or_share":true,"cross_border":true}}`
	priors := []string{
		``,
		`,"prior":{"policy_version":"1999-01-01","decided_at":"2026-10-23T12:00:00Z",` + choices,
		`,"prior":{"profile":"another","policy_version":"2026-04-30","decided_at":"2026-10-23T12:00:00Z",` + choices,
		`,"prior":{"policy_version":"2026-04-30","decided_at":"2025-05-31T12:00:00Z",` + choices,
		`,"prior":{"policy_version":"2026-04-30","decided_at":"2026-10-23T12:00:00Z","authority":"represent",` + choices,
		`,"prior":{"policy_version":"2026-04-30","decided_at":"2026-10-23T12:00:00Z","gpc":true,` + choices,
	}
	for _, service := range []string{"krowork", "kaadas", "kalodata", "kalos", "egretsoft"} {
		for _, place := range []string{"", "CN", "BR", "VN", "KR", "US", "US-CA", "DE", "TR"} {
			country, _, _ := strings.Cut(place, "-")
			for _, age := range []int{-1, 12, 13, 14, 15, 16, 17, 30} {
				for _, home := range []string{"", "US-CA"} {
					head := fmt.Sprintf(`{"service":%q,"visitor":{"now":%q,"country":%q,"subdivision":%q,"resident_of":%q,"account_mode":"personal"`,
						service, matrix.Now.Format("2006-01-02T15:04:05Z"), country, place, home)
					if age >= 0 {
						head += fmt.Sprintf(`,"birth_date":"%d-11-22"`, matrix.Now.Year()-age)
					}
					for _, guardian := range guardians {
						for _, prior := range priors {
							if !yield([]byte(head + guardian + prior + `}}`)) {
								return
							}
						}
					}
				}
			}
		}
	}
}
