package wire

import (
	"fmt"
	"time"
)

// NewKey makes the key of a choice out of a random UUID: its first 32 bits
// become the time in steps of 65.5 seconds, as a UUID of version 7 begins. The
// keys of one moment then lie side by side in the server's index, and keeping
// one costs the same however many there are.
//
// It is a kindness of our own clients. Nothing is decided by it, any UUID is a
// key, and the steps are too long for a clock to tell one visitor from others.
func NewKey(random string, now time.Time) string {
	return fmt.Sprintf("%08x", uint32(now.UnixMilli()>>16)) + random[8:]
}
