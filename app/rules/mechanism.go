package rules

// A mechanism is a rule that is code and not data: it holds for every profile
// that will ever be written.
type mechanism int

const (
	unknownPlace mechanism = iota
	ageByDate
	ageLeapDay
	ageRejected
	ageUnknown
	strictestGate
	offBeforeChoice
	equalRefusal
	permanentEntry
	signalWins
	signalConflict
	trackSignal
	validSixMonths
	capOptIn
	keepOptOut
	versionState
	effectiveZone
	reconsent
	updateNotice
	guardianVerified
	noGuardianStep
	bandCrossed
	bothSections
	notProvided
	onlyAllowed
	separateConsent
	newController
	guardianGate
	reductionByConsent
)

// mechanisms say what each of them is, for people who ask why.
var mechanisms = [...]Citation{
	unknownPlace:       {"COM-01", "An unknown place is treated as the strictest: nothing optional before an opt-in.", "product decision"},
	ageByDate:          {"COM-02", "The age is counted in completed years on the visitor's own calendar day; the birthday counts as reached.", "all five policies"},
	ageLeapDay:         {"COM-03", "Who was born on 29 February has the birthday on 1 March in a common year.", "product decision"},
	ageRejected:        {"COM-04", "A birth date that cannot be is rejected, and nothing optional runs until a possible one is given.", "product decision"},
	ageUnknown:         {"COM-05", "Without a known age the ordinary rules of the place hold; what needs an account or a guardian asks for the age first.", "product decision"},
	strictestGate:      {"COM-06", "Of several age gates the strictest holds, but a country section prevails over the general text where they conflict.", "Krowork privacy policy, English text, §10"},
	offBeforeChoice:    {"COM-09", "Before a choice everything optional is off and no switch is ticked.", "ePrivacy Directive Art. 5(3), GDPR Art. 7"},
	equalRefusal:       {"COM-10", "Refusing stands beside accepting: same layer, same size, one click each.", "GDPR Art. 4(11), 7; EDPB cookie banner task force"},
	permanentEntry:     {"COM-13", "The preferences can be opened again at any time; withdrawing is as easy as granting was.", "GDPR Art. 7(3)"},
	signalWins:         {"COM-21", "Global Privacy Control turns advertising and sale off on the same page load.", "Cal. Civ. Code 1798.135, 11 CCR 7025 and other US state laws; elsewhere a product decision"},
	signalConflict:     {"COM-22", "The signal wins over an earlier yes; a fresh, specific yes to that category can stand beside it.", "11 CCR 7025(c)"},
	trackSignal:        {"COM-23", "Do Not Track is recorded and changes nothing.", "product decision"},
	validSixMonths:     {"COM-24", "A choice is valid for six calendar months, and nobody is asked again before.", "CNIL and Garante guidance"},
	capOptIn:           {"COM-25", "The record of a choice on the device lives at most 184 days.", "product decision"},
	keepOptOut:         {"COM-26", "An opt-out is kept at least twelve months before anybody may ask again.", "Cal. Civ. Code 1798.135(c)(4)"},
	versionState:       {"COM-27", "Choices are recorded against the policy version in force; a later one is shown as upcoming.", "product decision"},
	effectiveZone:      {"COM-28", "A policy version begins at 00:00 of its date in the controller's zone.", "product decision"},
	reconsent:          {"COM-29", "A material change asks again for what it touches, and only for that.", "Krowork privacy policy §2.4, §8; KALOS privacy policy, updates"},
	updateNotice:       {"COM-30", "A change that is not material is told; all choices are kept.", "product decision"},
	guardianVerified:   {"COM-39", "A guardian's step counts only when the guardian is verified.", "all five policies"},
	noGuardianStep:     {"COM-40", "A minor's data without the verified guardian's step: everything optional is off.", "all five policies"},
	bandCrossed:        {"COM-42", "Who has grown out of the guardian's care is asked in their own right.", "product decision"},
	bothSections:       {"COM-45", "Where the place of use and the place of residence both have sections, both apply.", "product decision"},
	notProvided:        {"COM-49", "What the policy does not state is shown as not provided and never invented.", "product decision"},
	onlyAllowed:        {"COM-55", "A choice that names an unknown category, another version or more than is allowed is refused whole.", "product decision"},
	separateConsent:    {"COM-19", "Accepting all cookies grants no separate consent: those have their own controls.", "GDPR Art. 7(2), PIPL"},
	newController:      {"F-15", "A choice made under another profile is no choice here: another controller, another question.", "product decision"},
	reductionByConsent: {"B-39", "A version that reduces a right applies only after explicit consent; until then the old right stays.", "Krowork privacy policy §8; KALOS privacy policy, updates"},
	guardianGate:       {"F-20", "Behind a guardian's gate only the verified guardian's own step is taken.", "all five policies"},
}
