package guard_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"sayso/app/consent"
	"sayso/server/guard"
)

// A back end that sends an order to an advertising partner only when its
// customer agreed.
func Example() {
	server := newServer() // stands for the consent server
	g, err := guard.New(guard.Options{
		Site:     "shop",
		Versions: map[string]string{"shop-eu": "2026-04-30"},
		Keys:     guard.Static(server.keySet()), // or guard.FromURL(http.DefaultClient, "https://consent.example/.well-known/jwks.json")
	})
	if err != nil {
		log.Fatal(err)
	}
	order := func(w http.ResponseWriter, r *http.Request) {
		answer := g.Ask(r)
		fmt.Println("advertising:", answer.May(consent.Advertising), "- analytics:", answer.May(consent.Analytics))
	}

	r := httptest.NewRequest(http.MethodPost, "/order", nil)
	order(nil, r)
	claims := consent.Receipt{
		Site: "shop", Profile: "shop-eu", PolicyVersion: "2026-04-30", Expires: time.Now().Add(time.Hour).Unix(),
		Grants: consent.Grants{consent.Advertising: true, consent.Analytics: true},
	}
	r.AddCookie(&http.Cookie{Name: "sayso_shop", Value: server.sign(claims)})
	order(nil, r)
	r.Header.Set("Sec-GPC", "1")
	order(nil, r)
	// Output:
	// advertising: false - analytics: false
	// advertising: true - analytics: true
	// advertising: false - analytics: true
}
