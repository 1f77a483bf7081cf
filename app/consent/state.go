package consent

// A State is how things stand for one key and one visitor.
type State string

// The states of a key. A locked key cannot be moved by the visitor.
const (
	LockedOn      State = "locked_on"
	On            State = "on"
	Off           State = "off"
	LockedOff     State = "locked_off"
	NotApplicable State = "n/a"
)

// Granted reports whether s lets the thing happen.
func (s State) Granted() bool { return s == On || s == LockedOn }

// Locked reports whether the visitor has no say in s.
func (s State) Locked() bool { return s == LockedOn || s == LockedOff || s == NotApplicable }

// An Access is the gate that stands before an account, by age and place.
type Access string

// The gates, from the most open to the closed one.
const (
	Allow                   Access = "allow"
	AllowWithNotice         Access = "allow_with_notice"
	GuardianSupervisedAgree Access = "guardian_supervised_agree"
	GuardianConsent         Access = "guardian_consent"
	GuardianAssist          Access = "guardian_assist"
	GuardianRepresent       Access = "guardian_represent"
	GuardianAccount         Access = "guardian_account"
	Blocked                 Access = "blocked"
)

// accessOrder is the strictness of each gate, ascending.
var accessOrder = map[Access]int{
	Allow: 0, AllowWithNotice: 1, GuardianSupervisedAgree: 2, GuardianConsent: 3,
	GuardianAssist: 4, GuardianRepresent: 5, GuardianAccount: 6, Blocked: 7,
}

// Known reports whether a is one of the gates above.
func (a Access) Known() bool { _, ok := accessOrder[a]; return ok }

// StricterThan reports whether a stands higher than b.
func (a Access) StricterThan(b Access) bool { return accessOrder[a] > accessOrder[b] }

// NeedsGuardian reports whether a opens only with a guardian's step.
func (a Access) NeedsGuardian() bool {
	n := accessOrder[a]
	return n >= accessOrder[GuardianSupervisedAgree] && n < accessOrder[Blocked]
}

// A Banner is what the first layer asks for.
type Banner string

// The banners. NecessaryTerms is accept-or-leave for strictly necessary
// cookies, with everything optional off.
const (
	BannerNone           Banner = "none"
	BannerNotice         Banner = "notice"
	BannerNecessaryTerms Banner = "necessary_terms"
	BannerOptIn          Banner = "opt_in"
	BannerOptOut         Banner = "opt_out"
	BannerReconsent      Banner = "reconsent"
	BannerUpdateNotice   Banner = "update_notice"
)

// An Action is something that the visitor can do now.
type Action string

// The actions that a plan can offer.
const (
	ActionAcceptAll             Action = "accept_all"
	ActionRejectAll             Action = "reject_all"
	ActionSaveChoices           Action = "save_choices"
	ActionOpenPreferences       Action = "open_preferences"
	ActionWithdraw              Action = "withdraw"
	ActionOptOutSale            Action = "opt_out_sale"
	ActionOptInSale             Action = "opt_in_sale"
	ActionLeave                 Action = "leave"
	ActionAskAge                Action = "ask_age"
	ActionStartGuardianFlow     Action = "start_guardian_flow"
	ActionContact               Action = "contact"
	ActionViewPolicy            Action = "view_policy"
	ActionViewPartnerList       Action = "view_partner_list"
	ActionObject                Action = "object"
	ActionRequestContentRemoval Action = "request_content_removal"
	ActionRequestExplanation    Action = "request_explanation"
	ActionRequestRemedy         Action = "request_remedy"
)

// An Authority says in which role a choice is made.
type Authority string

// The roles. All but Self are a guardian's.
const (
	Self         Authority = "self"
	Consent      Authority = "consent"
	Supervise    Authority = "supervise"
	Assist       Authority = "assist"
	Represent    Authority = "represent"
	AccountOwner Authority = "account_owner"
)

// Known reports whether a is one of the roles above.
func (a Authority) Known() bool {
	switch a {
	case Self, Consent, Supervise, Assist, Represent, AccountOwner:
		return true
	}
	return false
}

// An AccountMode is how the visitor uses the service.
type AccountMode string

// The account modes. A missing mode is Anonymous (F-06).
const (
	Anonymous  AccountMode = "anonymous"
	Personal   AccountMode = "personal"
	Corporate  AccountMode = "corporate"
	Enterprise AccountMode = "enterprise"
)

// Known reports whether m is one of the modes above.
func (m AccountMode) Known() bool {
	switch m {
	case Anonymous, Personal, Corporate, Enterprise:
		return true
	}
	return false
}
