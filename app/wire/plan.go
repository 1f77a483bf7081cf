package wire

import (
	"encoding/json"
	"time"

	"sayso/app/consent"
	"sayso/app/rules"
)

// A Plan is what "sayso decide" writes and /v1/plan answers. The order of the
// fields is public.
type Plan struct {
	Profile       string `json:"profile"`
	Scope         string `json:"scope"`
	PolicyVersion string `json:"policy_version"`
	PolicyState   string `json:"policy_state"`
	// Age is null when unknown.
	Age                 *int             `json:"age"`
	Access              consent.Access   `json:"access"`
	Guardian            string           `json:"guardian"`
	AccountLinkRequired bool             `json:"account_link_required"`
	Banner              consent.Banner   `json:"banner"`
	Defaults            Defaults         `json:"defaults"`
	Actions             []consent.Action `json:"actions"`
	CookieMaxAgeS       int              `json:"cookie_max_age_s"`
	ValidUntil          *time.Time       `json:"valid_until"`
	ReaskAfter          *time.Time       `json:"reask_after"`
	Notes               []string         `json:"notes"`
	Rights              []string         `json:"rights"`
	// Controller, Contact and StorageLocation are null when the policy does
	// not state them.
	Controller      *string  `json:"controller"`
	Contact         *string  `json:"contact"`
	StorageLocation *string  `json:"storage_location"`
	GPC             string   `json:"gpc"`
	Rules           []string `json:"rules"`
}

// Defaults is an object in the profile's order, which a map would lose.
type Defaults []rules.Default

// MarshalJSON writes {"necessary":"locked_on",…}.
func (d Defaults) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 32*len(d)), '{')
	for i, one := range d {
		if i > 0 {
			b = append(b, ',')
		}
		key, err := json.Marshal(string(one.Key))
		if err != nil {
			return nil, err
		}
		b = append(append(b, key...), `:"`...)
		b = append(append(b, one.State...), '"')
	}
	return append(b, '}'), nil
}

// NewPlan is p as it travels.
func NewPlan(p *rules.Plan) Plan {
	out := Plan{
		Profile: p.Profile, Scope: p.Scope, PolicyVersion: p.PolicyVersion, PolicyState: p.PolicyState,
		Access: p.Access, Guardian: p.Guardian, AccountLinkRequired: p.AccountLinkRequired,
		Banner: p.Banner, Defaults: p.Defaults, Actions: some(p.Actions), CookieMaxAgeS: p.CookieMaxAge,
		ValidUntil: moment(p.ValidUntil), ReaskAfter: moment(p.ReaskAfter), Notes: some(p.Notes), Rights: some(p.Rights),
		Controller: stated(p.Controller), Contact: stated(p.Contact), StorageLocation: stated(p.StorageLocation),
		GPC: p.GPC, Rules: some(p.Rules),
	}
	if p.Age >= 0 {
		out.Age = &p.Age
	}
	return out
}

// A Verdict is what "sayso admit" writes.
type Verdict struct {
	Admitted bool     `json:"admitted"`
	Reason   string   `json:"reason"` // "" when admitted
	Rules    []string `json:"rules"`
}

// NewVerdict is v as it travels.
func NewVerdict(v *rules.Verdict) Verdict { return Verdict{v.Admitted, v.Reason, some(v.Rules)} }

// some makes an absent list an empty one: "[]" and never "null".
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func stated(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
