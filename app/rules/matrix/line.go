package matrix

import (
	"encoding/json"
	"time"

	"sayso/app/consent"
)

// Line is c as "sayso decide" reads it.
func (c *Case) Line() ([]byte, error) {
	v := line{
		Now: c.Visitor.Now, Zone: c.Spot.Zone, Country: c.Spot.Country, Subdivision: c.Spot.Subdivision,
		Birth: c.Visitor.Birth, GPC: c.Visitor.GPC, DNT: c.Visitor.DNT, Lang: c.Visitor.Lang,
		Account: c.Visitor.Account, Prior: c.Visitor.Prior,
	}
	return json.Marshal(struct {
		Service string `json:"service"`
		Visitor line   `json:"visitor"`
	}{c.Lane.Service, v})
}

type line struct {
	Now         time.Time           `json:"now"`
	Zone        string              `json:"tz,omitempty"`
	Country     string              `json:"country,omitempty"`
	Subdivision string              `json:"subdivision,omitempty"`
	Birth       consent.Date        `json:"birth_date,omitzero"`
	GPC         bool                `json:"gpc"`
	DNT         bool                `json:"dnt"`
	Lang        string              `json:"lang"`
	Account     consent.AccountMode `json:"account_mode,omitempty"`
	Prior       *consent.Prior      `json:"prior,omitempty"`
}
