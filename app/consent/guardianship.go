package consent

// Duties are what a guardian may have to confirm (F-04).
var Duties = []string{"activity", "policy", "child_protection"}

// Guardians reports whether a is a role of a guardian.
func (a Authority) Guardians() bool { return a.Known() && a != Self }

// Together reports whether in this role guardian and minor decide together, so
// that the guardian's yes waits for the minor's.
func (a Authority) Together() bool { return a == Supervise || a == Assist }

// Guardian is the guardian behind a choice that was recorded, or nobody. The
// server recorded it only after the step was verified and every duty was
// confirmed, so the receipt stands for both.
func (r *Receipt) Guardian() Guardian {
	if !r.Authority.Guardians() {
		return Guardian{}
	}
	return Guardian{Present: true, Verified: true, Role: r.Authority, Acknowledged: Duties}
}
