package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	if err := install(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := versions(widgets, workshop); err != nil {
		panic(err)
	}
	ln, _ := net.Listen("tcp", "127.0.0.1:0")
	origin := "http://" + ln.Addr().String()
	s, err := newSite(widgets, origin, "/x")
	if err != nil {
		panic(err)
	}
	go http.Serve(ln, s)
	b, stop, err := startBrowser()
	if err != nil {
		panic(err)
	}
	defer stop()
	be := &bench{b, origin}
	for _, w := range widgets {
		if w.ID == "sayso" || len(os.Args) > 1 && !strings.Contains(os.Args[1], w.ID) {
			continue
		}
		sm := sample{}
		for _, se := range sessions {
			t0 := time.Now()
			if err := se.run(be, w, sm); err != nil {
				fmt.Println(w.ID, se.name, err)
			}
			fmt.Print(se.name, " ", time.Since(t0).Milliseconds(), " ")
		}
		fmt.Println()
		fmt.Println(w.ID, sm)
	}
}
