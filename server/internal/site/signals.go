package site

import (
	"sayso/server/internal/yamlfile"
)

// Signals are the words of others in which the site's pages say what was
// granted. What is not named is not sent.
type Signals struct {
	// Google is Consent Mode v2. Present without fields: with their defaults.
	Google *Google `yaml:"google"`
	// UET is Microsoft Advertising's consent mode, Clarity that of Clarity.
	UET     bool `yaml:"uet"`
	Clarity bool `yaml:"clarity"`
	// Meta is fbq("consent", …).
	Meta bool `yaml:"meta"`
	// WordPress is the WP Consent API.
	WordPress bool `yaml:"wordpress"`
	Matomo    bool `yaml:"matomo"`
	// Shopify is setTrackingConsent of Shopify's Customer Privacy API.
	Shopify bool `yaml:"shopify"`
	// GPP is the IAB's Global Privacy Platform: __gpp.
	GPP bool `yaml:"gpp"`
	// USPrivacy is __uspapi, which nobody maintains any more.
	USPrivacy bool `yaml:"us_privacy"`
}

// Google says how Consent Mode is set up.
type Google struct {
	// WaitForUpdate is for how long Google's tags wait for the update, in
	// milliseconds, from 0 to 10000. Default 500.
	WaitForUpdate *int `yaml:"wait_for_update_ms"`
	// AdsDataRedaction takes identifiers out of ad requests while ad_storage
	// is denied. Default false.
	AdsDataRedaction bool `yaml:"ads_data_redaction"`
	// URLPassthrough carries ad clicks through the addresses of the site's own
	// links while storage is denied. Default false.
	URLPassthrough bool `yaml:"url_passthrough"`
}

// waitDefault is how long Google's tags wait where the file does not say, in
// milliseconds: the value of Google's own examples.
const waitDefault = 500

// Wait is WaitForUpdate or its default.
func (g *Google) Wait() int {
	if g.WaitForUpdate == nil {
		return waitDefault
	}
	return *g.WaitForUpdate
}

func (s *Site) signals(f *yamlfile.File) (errs []error) {
	if g := s.Signals.Google; g != nil && (g.Wait() < 0 || g.Wait() > 10_000) {
		errs = append(errs, f.Errorf("$.signals.google.wait_for_update_ms", "wait_for_update_ms is %d; write milliseconds from 0 to 10000", g.Wait()))
	}
	return errs
}
