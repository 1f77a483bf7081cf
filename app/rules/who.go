package rules

import "sayso/app/consent"

// scope says whether the profile covers the visitor's place at all.
func (d *draft) scope() {
	d.plan.Scope = "out"
	if d.p.covers(d.v.Place) {
		d.plan.Scope = "in"
	}
	d.citeID(d.p.territoryID, d.p.Territory.Rule)
	if d.v.Place.Unknown() {
		d.cite(unknownPlace)
	}
}

// version finds the policy version in force: the last one that has begun, or
// the first one, upcoming, when none has.
func (d *draft) version() {
	versions := d.p.Versions
	at := -1
	for i := range versions {
		if !versions[i].EffectiveAt.After(d.v.Now) {
			at = i
		}
	}
	d.plan.PolicyState = "in_force"
	if at < 0 {
		at = 0
		d.plan.PolicyState = "upcoming"
		d.note("POLICY_UPCOMING")
	} else if at < len(versions)-1 {
		d.note("POLICY_UPDATE_UPCOMING")
	}
	d.plan.PolicyVersion = versions[at].ID
	d.citeID(d.p.versionIDs[at], versions[at].Rule)
	if len(versions) > 1 || d.plan.PolicyState == "upcoming" {
		d.cite(versionState)
	}
}

// maxAge is the highest age that is believed (COM-04).
const maxAge = 120

// years finds the age in completed years.
func (d *draft) years() {
	d.age = -1
	birth := d.v.Birth
	switch {
	case !birth.Zero() && possible(birth, d.v.Today):
		d.age = birth.YearsOn(d.v.Today)
		d.cite(ageByDate)
		if birth.Month == 2 && birth.Day == 29 {
			d.cite(ageLeapDay)
		}
	case !birth.Zero():
		d.reject = true
		d.cite(ageRejected)
		d.note("BIRTH_DATE_REJECTED")
	case d.v.Band != "":
		d.age = d.v.Band.Floor()
		d.cite(ageByDate)
	}
	d.plan.Age = d.age
	if d.age < 0 {
		d.cite(ageUnknown)
		d.note("AGE_UNKNOWN")
	}
}

// possible reports whether somebody alive today can be born on birth.
func possible(birth, today consent.Date) bool {
	return birth.Exists() && !today.Before(birth) && birth.YearsOn(today) <= maxAge
}

// facts copies what the policy states of itself.
func (d *draft) facts() {
	p := d.p
	d.plan.Controller, d.plan.Contact, d.plan.StorageLocation = p.Controller.Text, p.Contact.Text, p.StorageLocation.Text
	d.citeID(p.factIDs[0], p.Controller.Rule)
	d.citeID(p.factIDs[1], p.Contact.Rule)
	d.citeID(p.factIDs[2], p.StorageLocation.Rule)
	if p.Controller.Text == "" || p.Contact.Text == "" {
		d.cite(notProvided)
	}
}
