package live

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"sayso/app/consent"
	"sayso/app/wire"
)

// Send begins a choice and gives the body to post. It reports false while
// another one is under way.
func (m *Model) Send(method consent.Method) (wire.Submission, bool) {
	if m.busy || !method.Known() {
		return wire.Submission{}, false
	}
	m.busy, m.status, m.problem = true, "status.saving", ""
	sub := wire.Submission{
		Site: m.island.Site, Plan: m.island.Token, Method: method, Key: m.key, Previous: m.receipt,
		Band: m.visitor.Band, BandUntil: m.until(), Ward: m.underGuardianship(), GPC: m.visitor.GPC,
	}
	if method == consent.MethodSaveChoices {
		sub.Grants = m.Panel().Ticks()
	}
	return sub, true
}

// Recorded takes the server's answer over: what it granted is what holds.
func (m *Model) Recorded(method consent.Method, answer *wire.Answer) error {
	m.busy, m.problem, m.status, m.key = false, "", "status.saved", m.fresh()
	if method == consent.MethodWithdraw || method == consent.MethodRejectAll {
		m.status = "status.withdrawn"
	}
	m.ticks = consent.Grants{}
	for key, on := range answer.Grants {
		m.ticks[key] = on
	}
	m.hold(answer.Receipt)
	return m.decide()
}

// Refused takes the status of a refusal; 0 means that the server could not be
// reached. Nothing that the visitor ticked is lost, and the same key goes with
// the next try, so that a choice that did arrive is not recorded twice.
func (m *Model) Refused(status int) {
	m.busy, m.status = false, ""
	switch status {
	case 0:
		m.problem = "error.network"
	case 403:
		m.problem = "error.rules"
	case 409:
		m.problem = "error.version"
	case 429:
		m.problem = "error.busy"
	default:
		m.problem = "error.server"
	}
}

// hold reads a receipt. Its signature was checked by the page's script, and
// the server checks it again; here it only says what to show.
func (m *Model) hold(jws string) {
	m.receipt, m.held, m.visitor.Prior = "", nil, nil
	held := claims(jws)
	if held == nil || held.Site != m.island.Site || held.Expires <= m.visitor.Now.Unix() {
		return
	}
	m.receipt, m.held = jws, held
	m.visitor.Prior = &consent.Prior{
		Profile: held.Profile, PolicyVersion: held.PolicyVersion, DecidedAt: time.Unix(held.IssuedAt, 0).UTC(),
		Choices: held.Grants, Authority: held.Authority, GPC: held.GPC,
	}
	m.visitor.Band = younger(m.visitor.Band, m.recorded())
}

// claims reads the middle part of a compact JWS, or nil.
func claims(jws string) *consent.Receipt {
	parts := strings.Split(jws, ".")
	if len(parts) != 3 {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var r consent.Receipt
	if json.Unmarshal(data, &r) != nil {
		return nil
	}
	return &r
}
