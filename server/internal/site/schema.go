package site

import (
	"reflect"

	"sayso/app/consent"
	"sayso/server/internal/schema"
)

// Schema is the JSON Schema of site files.
func Schema() ([]byte, error) {
	w := &schema.Writer{
		Tag: "yaml",
		Words: map[reflect.Type][]string{
			reflect.TypeFor[consent.AccountMode](): {"anonymous", "personal", "corporate", "enterprise"},
			reflect.TypeFor[Theme]():               {string(Auto), string(Light), string(Dark)},
			reflect.TypeFor[Layout]():              {string(Bar), string(Card), string(Dialog)},
			reflect.TypeFor[consent.Key]():         categories(),
		},
		Required: map[reflect.Type][]string{
			reflect.TypeFor[Site]():    {"id", "service"},
			reflect.TypeFor[Service](): {"id"},
		},
	}
	return w.File("Sayso site", reflect.TypeFor[Site]())
}

// categories are the keys that a site file may name.
func categories() (all []string) {
	for _, k := range consent.Categories {
		all = append(all, string(k))
	}
	return all
}
