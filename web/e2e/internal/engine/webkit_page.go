package engine

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// kitPage is the one window of a MiniBrowser.
type kitPage struct {
	driver *webkit
	path   string
	// in is the frame that commands go to now.
	in Frame
}

func (p *kitPage) call(method, path string, body, value any) error {
	return p.driver.call(method, p.path+path, body, value)
}

func (p *kitPage) Open(url string) error {
	if err := p.enter(""); err != nil {
		return err
	}
	return p.call("POST", "/url", object{"url": url}, nil)
}

// enter makes the frame in the one that commands go to. A frame that is gone
// is found out here, since the way to it begins at the page each time.
func (p *kitPage) enter(in Frame) error {
	if p.in == "" && in == "" {
		return nil
	}
	if err := p.call("POST", "/frame", object{"id": nil}, nil); err != nil {
		return err
	}
	p.in = ""
	if in == "" {
		return nil
	}
	el, err := p.element(string(in))
	if err != nil {
		return err
	}
	if err := p.call("POST", "/frame", object{"id": el}, nil); err != nil {
		return failed(string(in), err)
	}
	p.in = in
	return nil
}

// element finds an element where commands go now.
func (p *kitPage) element(js string) (el object, err error) {
	err = p.call("POST", "/execute/sync", object{"script": "return (" + js + ")", "args": []any{}}, &el)
	if err == nil && el == nil {
		err = errors.New("there is no such element")
	}
	if err != nil {
		return nil, failed(js, err)
	}
	return el, nil
}

// settled hands the outcome of an expression to WebDriver: an exception of an
// asynchronous script would only run into its time limit.
const settled = `const done = arguments[arguments.length - 1];
	Promise.resolve().then(() => %s).then((value) => done({ value }), (e) => done({ problem: String(e) }))`

func (p *kitPage) Eval(in Frame, js string) (json.RawMessage, error) {
	if err := p.enter(in); err != nil {
		return nil, err
	}
	var got struct{ Value, Problem string }
	err := p.call("POST", "/execute/async", object{"script": fmt.Sprintf(settled, asJSON(js)), "args": []any{}}, &got)
	if err == nil && got.Problem != "" {
		err = errors.New(got.Problem)
	}
	if err != nil {
		return nil, failed(js, err)
	}
	return json.RawMessage(got.Value), nil
}

func (p *kitPage) Click(in Frame, js string) error {
	if _, err := p.Eval(in, inView(js)); err != nil {
		return err
	}
	el, err := p.element(js)
	if err != nil {
		return err
	}
	return p.act(object{"type": "pointer", "id": "mouse", "parameters": object{"pointerType": "mouse"}, "actions": []object{
		{"type": "pointerMove", "x": 0, "y": 0, "origin": el},
		{"type": "pointerDown", "button": 0},
		{"type": "pointerUp", "button": 0},
	}})
}

func (p *kitPage) Press(keys ...string) error {
	return p.act(object{"type": "key", "id": "keyboard", "actions": strokes(keys)})
}

func (p *kitPage) act(source object) error {
	return p.call("POST", "/actions", object{"actions": []object{source}}, nil)
}

// Resize sets the size of the window, and then once more with what its own
// bars took. MiniBrowser's bar of buttons keeps it from being narrower than
// about 450 pixels.
func (p *kitPage) Resize(width, height int) error {
	taken := 0
	for range 2 {
		if err := p.call("POST", "/window/rect", object{"width": width, "height": height + taken}, nil); err != nil {
			return err
		}
		raw, err := p.Eval("", "[innerWidth, innerHeight]")
		if err != nil {
			return err
		}
		var size [2]int
		if err := json.Unmarshal(raw, &size); err != nil {
			return err
		}
		if size[0] != width {
			return fmt.Errorf("%w: be %d pixels wide; its window stops at %d", ErrCannot, width, size[0])
		}
		taken += height - size[1]
	}
	return nil
}

// Header always gives ErrCannot: WebDriver has no command for it.
func (p *kitPage) Header(name, _ string) error {
	return fmt.Errorf("%w: send the header %s; WebDriver has no command for it", ErrCannot, name)
}

func (p *kitPage) Cookies() (map[string]string, error) {
	if err := p.enter(""); err != nil {
		return nil, err
	}
	var jar []struct{ Name, Value string }
	err := p.call("GET", "/cookie", nil, &jar)
	found := map[string]string{}
	for _, c := range jar {
		found[c.Name] = c.Value
	}
	return found, err
}

func (p *kitPage) Screenshot() ([]byte, error) {
	var shot string
	if err := p.enter(""); err != nil {
		return nil, err
	}
	if err := p.call("GET", "/screenshot", nil, &shot); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(shot)
}

func (p *kitPage) Close() error { return p.call("DELETE", "", nil, nil) }
