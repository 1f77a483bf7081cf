//go:build js && wasm

package page

import (
	"errors"
	"syscall/js"
)

// Post sends body as JSON to our own server and gives the status and the
// answer's text. The browser's fetch does it: one mention of http.Post would
// add 5 MB to the panel. It blocks, so it runs in a goroutine of its own.
func Post(path string, body []byte) (status int, answer string, err error) {
	return post(path, body, "omit")
}

// PostHere is Post where the answer may set a cookie of ours: the one by which
// a guardian's page knows the browser that asked for it.
func PostHere(path string, body []byte) (status int, answer string, err error) {
	return post(path, body, "same-origin")
}

func post(path string, body []byte, credentials string) (status int, answer string, err error) {
	response, err := await(window.Call("fetch", path, map[string]any{
		"method": "POST", "body": string(body), "keepalive": true, "credentials": credentials,
		"headers": map[string]any{"Content-Type": "application/json"},
	}))
	if err != nil {
		return 0, "", err
	}
	status = response.Get("status").Int()
	content, err := await(response.Call("text"))
	if err != nil {
		return 0, "", err
	}
	return status, content.String(), nil
}

type result struct {
	value js.Value
	err   error
}

// await waits for a promise. Whichever way it settles, exactly one value
// arrives, and the callbacks are released.
func await(promise js.Value) (js.Value, error) {
	done := make(chan result, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{value: args[0]}
		return nil
	})
	defer then.Release()
	fail := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer fail.Release()
	promise.Call("then", then, fail)
	r := <-done
	return r.value, r.err
}
