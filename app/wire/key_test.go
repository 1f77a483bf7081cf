package wire

import (
	"testing"
	"time"
)

// The loader does the same: 0 + Date.now().toString(16).slice(0, 7).
func TestNewKey(t *testing.T) {
	at := time.UnixMilli(0x019_4af3_c2b1)
	if got, want := NewKey("5f0c8a52-6f3d-4b5e-9a77-2f1d3c4b5a69", at), "00194af3-6f3d-4b5e-9a77-2f1d3c4b5a69"; got != want {
		t.Errorf("NewKey = %s, want %s", got, want)
	}
}
