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
		},
		Required: map[reflect.Type][]string{reflect.TypeFor[Site](): {"id", "service"}},
	}
	return w.File("Sayso site", reflect.TypeFor[Site]())
}
