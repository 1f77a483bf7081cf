package engine

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium is a Chromium, spoken to by its own protocol.
type chromium struct{ browser context.Context }

// Chromium drives a Chromium that runs already, as chromedp started it. Frames
// of other sites must stay in the process of their page. Who started it ends
// it, too.
func Chromium(browser context.Context) Engine { return chromium{browser} }

func (c chromium) Close() error { return nil }

func (c chromium) Page() (Page, error) {
	ctx, cancel := chromedp.NewContext(c.browser, chromedp.WithNewBrowserContext())
	p := &chromePage{ctx: ctx, cancel: cancel}
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, err
	}
	return p, p.Resize(1280, 800)
}

// chromePage is a tab of Chromium in a browser context of its own.
type chromePage struct {
	ctx    context.Context
	cancel func()
}

// command sends one command of the protocol, with a limit to its time.
func command[P, R any](p *chromePage, cmd cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Call(ctx, cmd, params)
}

// do runs one of chromedp's actions, with a limit to its time.
func do[T any](p *chromePage, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func (p *chromePage) Open(url string) error {
	_, err := do(p, chromedp.Navigate(url))
	return err
}

// evaluate runs js in a world: 0 is the page's own.
func (p *chromePage) evaluate(world runtime.ExecutionContextID, js string, asValue bool) (*runtime.RemoteObject, error) {
	got, err := command(p, runtime.Evaluate, runtime.EvaluateParams{
		Expression: js, ContextID: world, ReturnByValue: &asValue, AwaitPromise: new(true),
	})
	if err == nil && got.ExceptionDetails != nil {
		what := got.ExceptionDetails.Text
		if e := got.ExceptionDetails.Exception; e != nil {
			what += " " + e.Description
		}
		err = errors.New(what)
	}
	if err != nil {
		return nil, failed(js, err)
	}
	return got.Result, nil
}

// world is a world of our own in a frame: of another origin's document we see
// the tree, as its scripts do.
func (p *chromePage) world(in Frame) (runtime.ExecutionContextID, error) {
	if in == "" {
		return 0, nil
	}
	el, err := p.evaluate(0, string(in), false)
	if err != nil {
		return 0, err
	}
	described, err := command(p, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: el.ObjectID})
	if err != nil {
		return 0, failed(string(in), err)
	}
	made, err := command(p, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: described.Node.FrameID, WorldName: "engine"})
	return made.ExecutionContextID, err
}

func (p *chromePage) Eval(in Frame, js string) (json.RawMessage, error) {
	world, err := p.world(in)
	if err != nil {
		return nil, err
	}
	got, err := p.evaluate(world, asJSON(js), true)
	if err != nil {
		return nil, err
	}
	var text string
	if err := json.Unmarshal(got.Value, &text); err != nil {
		return nil, failed(js, err)
	}
	return json.RawMessage(text), nil
}

func (p *chromePage) Click(in Frame, js string) error {
	at, err := middle(p, in, js)
	if err != nil {
		return err
	}
	if in != "" {
		raw, err := p.Eval("", `(({ x, y }) => ({ x, y }))((`+string(in)+`).getBoundingClientRect())`)
		if err != nil {
			return err
		}
		var corner point
		if err := json.Unmarshal(raw, &corner); err != nil {
			return err
		}
		at.X, at.Y = at.X+corner.X, at.Y+corner.Y
	}
	_, err = do(p, chromedp.MouseClickXY(at.X, at.Y))
	return err
}

// chromeKeys are our keys as chromedp writes them.
var chromeKeys = strings.NewReplacer(Tab, kb.Tab, Enter, kb.Enter, Escape, kb.Escape, Down, kb.ArrowDown, Home, kb.Home)

func (p *chromePage) Press(keys ...string) error {
	for _, key := range keys {
		var options []chromedp.KeyOption
		if key == BackTab {
			key, options = Tab, append(options, chromedp.KeyModifiers(chromedp.ModifierShift))
		}
		if _, err := do(p, chromedp.KeyEvent(chromeKeys.Replace(key), options...)); err != nil {
			return err
		}
	}
	return nil
}

func (p *chromePage) Resize(width, height int) error {
	_, err := do(p, chromedp.EmulateViewport(int64(width), int64(height)))
	return err
}

func (p *chromePage) Header(name, value string) error {
	if _, err := command(p, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	_, err := command(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{name: value}})
	return err
}

func (p *chromePage) Cookies() (map[string]string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	of := storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID}
	jar, err := chromedp.CallBrowser(ctx, storage.GetCookies, of)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, c := range jar.Cookies {
		found[c.Name] = c.Value
	}
	return found, nil
}

func (p *chromePage) Screenshot() ([]byte, error) { return do(p, chromedp.CaptureScreenshot()) }

func (p *chromePage) Close() error {
	p.cancel()
	return nil
}
