package ui

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"sayso/app/consent"
	"sayso/app/rules"
)

// parts are the pieces of the panel from top to bottom. Each piece keeps its
// own wrapping element, empty or not: go-app matches children by position, and
// a piece that comes or goes must not disturb those below it, where the focus
// may be.
func (p *Panel) parts() []app.UI {
	t := p.Texts
	urgent, rest := p.codes()
	return []app.UI{
		p.said(),
		slot(len(urgent) > 0, func() app.UI { return &Notes{Texts: t, Codes: urgent} }),
		slot(p.Plan.GPC == "honoured", func() app.UI { return &SignalStatus{Texts: t} }),
		slot(p.Decision != nil || p.Plan.Offers(consent.ActionWithdraw), p.record),
		slot(p.Paste, func() app.UI { return &ReceiptField{Texts: t} }),
		slot(p.asksAge(), p.age),
		slot(p.asksWard(), p.ward),
		slot(p.guardian().Needed(), func() app.UI { return p.guardian() }),
		p.group("panel.categories", consent.KindCategory),
		slot((&SaleControl{Plan: p.Plan}).Needed(), p.sale),
		p.group("panel.purposes", consent.KindPurpose),
		p.group("panel.permissions", consent.KindPermission),
		slot(len(rest) > 0, func() app.UI { return &More{Texts: t, Codes: rest} }),
		slot((&Rights{Texts: t, Plan: p.Plan}).Needed(), func() app.UI { return &Rights{Texts: t, Plan: p.Plan, Terms: p.Terms} }),
		slot(true, func() app.UI { return &Facts{Texts: t, Plan: p.Plan} }),
		slot(len(p.Why) > 0, func() app.UI { return &Why{Texts: t, Rules: p.Why} }),
	}
}

// slot is a place for a part that may be missing.
func slot(shown bool, part func() app.UI) app.UI {
	return app.Div().Class("slot").Body(app.If(shown, part))
}

// said holds the two live regions. They stand there, empty, before there is
// anything to say: screen readers announce only what changes in a region that
// they know.
func (p *Panel) said() app.UI {
	return app.Div().Class("said").Body(
		app.Div().Class("status").Role("status").Body(app.If(p.Status != "", func() app.UI {
			return app.P().Text(p.Texts.Say(p.Status))
		})),
		// The style sheet shows it only to those who have to wait.
		slot(p.Busy, func() app.UI { return app.Progress().Aria("label", p.Texts.Say("status.saving")) }),
		app.Div().Class("problem").Role("alert").Body(app.IfSlice(p.Problem != "", func() []app.UI {
			return []app.UI{app.P().Body(app.Strong().Text(p.Texts.Say("error.title"))), app.P().Text(p.Texts.Say(p.Problem))}
		})),
	)
}

// codes are the notes to show, the urgent ones apart. What another part of the
// panel says already is left out.
func (p *Panel) codes() (urgent, rest []string) {
	for _, code := range p.Plan.Notes {
		switch {
		case code == "AGE_UNKNOWN" && p.asksAge(), code == "GPC_HONOURED":
		case slices.Contains(loud, code):
			urgent = append(urgent, code)
		default:
			rest = append(rest, code)
		}
	}
	return urgent, rest
}

func (p *Panel) asksAge() bool {
	return p.Plan.Offers(consent.ActionAskAge) || p.Band != "" || p.BadBirth
}

func (p *Panel) age() app.UI {
	return &AgeQuestion{Texts: p.Texts, Live: p.Live, Today: p.Today, Band: p.Band, Invalid: p.BadBirth}
}

// asksWard reports whether guardianship changes anything: not for those whose
// age alone asks for a guardian.
func (p *Panel) asksWard() bool {
	return p.Plan.AsksWard && (p.Ward || !p.Plan.Access.NeedsGuardian())
}

func (p *Panel) ward() app.UI { return &WardQuestion{Texts: p.Texts, On: p.Ward, Kept: p.WardKept} }

func (p *Panel) record() app.UI {
	return &Record{
		Texts: p.Texts, Decision: p.Decision, Withdraw: p.Plan.Offers(consent.ActionWithdraw) || p.mustTurnOff(),
		Keep: p.Keep, Download: p.Download, Live: p.Live, Busy: p.Busy,
	}
}

func (p *Panel) sale() app.UI {
	return &SaleControl{Texts: p.Texts, Plan: p.Plan, On: p.Plan.State(consent.SaleOrShare).Granted(), Busy: p.Busy}
}

func (p *Panel) group(title string, kind consent.Kind) app.UI {
	rows := p.rows(kind)
	return slot(len(rows) > 0, func() app.UI { return &Group{Texts: p.Texts, Title: title, Rows: rows} })
}

// rows are the switches of one kind. What does not apply is not shown; a plan
// that reaches nobody's choice shows the necessary alone.
func (p *Panel) rows(kind consent.Kind) []Row {
	var rows []Row
	for _, item := range p.Items {
		state := p.Plan.State(item.Key)
		if item.Key.Kind() != kind || state == consent.NotApplicable || p.Plan.Scope == "out" && item.Key != consent.Necessary {
			continue
		}
		row := Row{Key: item.Key, On: state.Granted(), Locked: state.Locked(), Lock: lock(p.Plan, state)}
		if p.Ward && row.Lock == "lock.blocked" {
			row.Lock = "lock.guardian" // it is not the age that closes it
		}
		if row.Locked && slices.Contains(p.Plan.Unallowed, item.Key) {
			row.Lock = "lock.unallowed"
		}
		if on, told := p.On[item.Key]; told && !row.Locked {
			row.On = on
		}
		rows = append(rows, row)
	}
	return rows
}

// majority is the age under which some uses stay off, with or without a
// guardian (F-07).
const majority = 18

// lock is the key of the sentence that says why a switch cannot be moved.
func lock(plan *rules.Plan, state consent.State) string {
	switch {
	case state == consent.LockedOn:
		return "lock.necessary"
	case state != consent.LockedOff:
		return ""
	case plan.Access == consent.Blocked:
		return "lock.blocked"
	case plan.Guardian == "required":
		return "lock.guardian"
	case plan.Age >= 0 && plan.Age < majority:
		return "lock.minor"
	}
	return "lock.other"
}

// Ticks is what the form would send: every key that the visitor can move.
func (p *Panel) Ticks() consent.Grants {
	ticks := consent.Grants{}
	for _, kind := range []consent.Kind{consent.KindCategory, consent.KindPurpose, consent.KindPermission} {
		for _, row := range p.rows(kind) {
			if !row.Locked {
				ticks[row.Key] = row.On
			}
		}
	}
	return ticks
}
