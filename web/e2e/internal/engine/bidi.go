package engine

import (
	"encoding/json"
	"fmt"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// An object is one of JSON's.
type object = map[string]any

// bidi is a line to a browser that speaks WebDriver BiDi. One command is under
// way at a time, and events are not asked for, so no goroutine is needed.
type bidi struct {
	conn *websocket.Conn
	last int
}

func dial(url string) (*bidi, error) {
	ctx, cancel := limit()
	defer cancel()
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(-1) // a screenshot is one message
	return &bidi{conn: conn}, nil
}

// call sends one command and reads its result into result, unless that is nil.
func (b *bidi) call(method string, params, result any) error {
	ctx, cancel := limit()
	defer cancel()
	b.last++
	if err := wsjson.Write(ctx, b.conn, object{"id": b.last, "method": method, "params": params}); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	for {
		var answer struct {
			ID             int
			Error, Message string
			Result         json.RawMessage
		}
		if err := wsjson.Read(ctx, b.conn, &answer); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		switch {
		case answer.ID != b.last:
			continue
		case answer.Error != "":
			return fmt.Errorf("%s: %s: %s", method, answer.Error, answer.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(answer.Result, result)
	}
}

func (b *bidi) close() { b.conn.CloseNow() }
