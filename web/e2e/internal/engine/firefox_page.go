package engine

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// foxPage is a tab of Firefox in a container of its own.
type foxPage struct {
	line     *bidi
	user, id string
}

func (p *foxPage) Open(url string) error {
	return p.line.call("browsingContext.navigate", object{"context": p.id, "url": url, "wait": "complete"}, nil)
}

// A remote is a value of the page, as BiDi describes it.
type remote struct {
	Type             string
	Result           struct{ Value json.RawMessage }
	ExceptionDetails struct{ Text string }
}

// evaluate runs js in the browsing context id.
func (p *foxPage) evaluate(id, js string) (json.RawMessage, error) {
	var got remote
	err := p.line.call("script.evaluate", object{
		"expression": js, "target": object{"context": id}, "awaitPromise": true, "userActivation": false,
	}, &got)
	if err == nil && got.Type == "exception" {
		err = errors.New(got.ExceptionDetails.Text)
	}
	if err != nil {
		return nil, failed(js, err)
	}
	return got.Result.Value, nil
}

// context is the browsing context of a frame: BiDi describes a window by it.
func (p *foxPage) context(in Frame) (string, error) {
	if in == "" {
		return p.id, nil
	}
	raw, err := p.evaluate(p.id, "("+string(in)+").contentWindow")
	if err != nil {
		return "", err
	}
	var window struct{ Context string }
	return window.Context, json.Unmarshal(raw, &window)
}

func (p *foxPage) Eval(in Frame, js string) (json.RawMessage, error) {
	id, err := p.context(in)
	if err != nil {
		return nil, err
	}
	raw, err := p.evaluate(id, asJSON(js))
	if err != nil {
		return nil, err
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return nil, failed(js, err)
	}
	return json.RawMessage(text), nil
}

func (p *foxPage) Click(in Frame, js string) error {
	id, err := p.context(in)
	if err != nil {
		return err
	}
	at, err := middle(p, in, js)
	if err != nil {
		return err
	}
	return p.act(id, object{"type": "pointer", "id": "mouse", "parameters": object{"pointerType": "mouse"}, "actions": []object{
		{"type": "pointerMove", "x": int(at.X), "y": int(at.Y)},
		{"type": "pointerDown", "button": 0},
		{"type": "pointerUp", "button": 0},
	}})
}

// Press presses the keys one by one: a key can move the focus into a frame or
// out of it, and Firefox gives a key to the document that we name.
func (p *foxPage) Press(keys ...string) error {
	for _, key := range keys {
		id, err := p.focused()
		if err != nil {
			return err
		}
		if err := p.act(id, object{"type": "key", "id": "keyboard", "actions": strokes([]string{key})}); err != nil {
			return err
		}
	}
	return nil
}

// focusedFrame is the frame that has the focus, or an element that is none.
const focusedFrame = `(el) => { while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement; return el?.contentWindow }`

// focused is the browsing context that has the focus: the page, or a frame of
// it.
func (p *foxPage) focused() (string, error) {
	raw, err := p.evaluate(p.id, "("+focusedFrame+")(document.activeElement)")
	if err != nil || raw == nil {
		return p.id, err
	}
	var window struct{ Context string }
	return window.Context, json.Unmarshal(raw, &window)
}

func (p *foxPage) act(id string, source object) error {
	return p.line.call("input.performActions", object{"context": id, "actions": []object{source}}, nil)
}

// strokes are the movements of keys: each goes down and up. Of a chord, the
// first is held while the rest go down and up.
func strokes(keys []string) []object {
	var all []object
	down := func(key string) { all = append(all, object{"type": "keyDown", "value": key}) }
	up := func(key string) { all = append(all, object{"type": "keyUp", "value": key}) }
	for _, key := range keys {
		r, size := utf8.DecodeRuneInString(key)
		first, rest := string(r), key[size:]
		down(first)
		if rest != "" {
			down(rest)
			up(rest)
		}
		up(first)
	}
	return all
}

func (p *foxPage) Resize(width, height int) error {
	return p.line.call("browsingContext.setViewport", object{"context": p.id, "viewport": object{"width": width, "height": height}}, nil)
}

func (p *foxPage) Header(name, value string) error {
	return p.line.call("network.setExtraHeaders", object{"contexts": []string{p.id}, "headers": []object{
		{"name": name, "value": object{"type": "string", "value": value}},
	}}, nil)
}

func (p *foxPage) Cookies() (map[string]string, error) {
	var jar struct {
		Cookies []struct {
			Name  string
			Value struct{ Value string }
		}
	}
	err := p.line.call("storage.getCookies", object{"partition": object{"type": "storageKey", "userContext": p.user}}, &jar)
	found := map[string]string{}
	for _, c := range jar.Cookies {
		found[c.Name] = c.Value.Value
	}
	return found, err
}

func (p *foxPage) Screenshot() ([]byte, error) {
	var shot struct{ Data string }
	if err := p.line.call("browsingContext.captureScreenshot", object{"context": p.id}, &shot); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(shot.Data)
}

// Close closes the container, and its tab with it.
func (p *foxPage) Close() error {
	return p.line.call("browser.removeUserContext", object{"userContext": p.user}, nil)
}
