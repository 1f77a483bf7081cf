package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"sayso/app/wire"
)

// A lineReader hands out lines of at most maxLine bytes and skips empty ones.
// A longer line is an error of its own; the next call goes on after it.
type lineReader struct {
	r *bufio.Reader
}

func newLineReader(in io.Reader) *lineReader { return &lineReader{bufio.NewReaderSize(in, maxLine)} }

// next is the next line, valid until the call after it; io.EOF at the end.
func (l *lineReader) next() ([]byte, error) {
	for {
		line, err := l.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = l.r.ReadSlice('\n')
			}
			return nil, &wire.FieldError{What: fmt.Sprintf("is longer than %d bytes; write a shorter one", maxLine)}
		}
		line = bytes.TrimSpace(line)
		if len(line) > 0 {
			return line, nil
		}
		if err != nil {
			return nil, io.EOF
		}
	}
}

// idle reports whether the next line has to be waited for, so that output
// should not be held back.
func (l *lineReader) idle() bool { return l.r.Buffered() == 0 }
