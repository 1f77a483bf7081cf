package wire

import (
	"encoding/json"

	"sayso/app/policy"
)

// A Panel is the data island of the panel's document: what the WASM needs to
// make the drawn form live. It holds nothing that the drawing does not.
type Panel struct {
	Site    string `json:"site"`
	Service string `json:"service"`
	// Token is the signed plan token that goes back with a choice.
	Token string `json:"token"`
	// Origin is the page's origin, to which the panel speaks.
	Origin string `json:"origin"`
	// Book holds the law and this service's profiles.
	Book *policy.Book `json:"book"`
	// Visitor is the visitor as the server sees it.
	Visitor json.RawMessage `json:"visitor"`
	// Words are the texts of the panel in its language.
	Words map[string]string `json:"words"`
	Lang  string            `json:"lang"`
	Dir   string            `json:"dir"`
	// Languages are those that the panel can be read in.
	Languages []Language `json:"languages,omitempty"`
	// Terms says by when each kind of request that is made today is answered.
	Terms map[string]Term `json:"terms,omitempty"`
	// Answer is set after a plain form was sent: the recorded choice.
	Answer *Answer `json:"answer,omitempty"`
	// Stay says that the panel stays open with the answer.
	Stay bool `json:"stay,omitempty"`
}

// Messages between the panel's frame and the loader. Both sides check the
// origin of every message and ignore what they do not know.
const (
	// MessageReady: the frame listens. The loader answers with MessageState, or
	// with MessageWarm while nobody sees the panel.
	MessageReady = "ready"
	// MessageWarm: the frame may fetch what it will need, and runs nothing.
	MessageWarm = "warm"
	// MessageState: {receipt, grants, gpc} as the page knows them.
	MessageState = "state"
	// MessageChoice: {answer, stay}: a choice was recorded; the loader takes it
	// over and, unless stay is set, closes the panel.
	MessageChoice = "choice"
	// MessageClose: the visitor closed the panel without a change.
	MessageClose = "close"
)
