package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"sayso/app/wire"
	"sayso/server/internal/store/sqlite"
)

// A siege is a server under attack, and what each attack got: status to number
// of answers, 0 where the connection was closed without one.
type siege struct {
	*testing.T
	p     *process
	token string
	// recorded counts the choices that were rightly recorded.
	recorded int
	table    strings.Builder
}

func (s *siege) row(attack string, got map[int]int, allowed ...int) {
	s.Helper()
	var cells []string
	for _, status := range slices.Sorted(maps.Keys(got)) {
		name := fmt.Sprint(status)
		if status == 0 {
			name = "closed"
		}
		cells = append(cells, fmt.Sprintf("%s ×%d", name, got[status]))
		if !slices.Contains(allowed, status) {
			s.Errorf("%s: %d answers of %s; allowed are %v", attack, got[status], name, allowed)
		}
	}
	fmt.Fprintf(&s.table, "%s\t%s\n", attack, strings.Join(cells, ", "))
}

func (s *siege) submission() []byte {
	body, _ := json.Marshal(wire.Submission{Site: "krowork", Plan: s.token, Method: "accept_all", Key: uuid.NewString()})
	return body
}

// post sends a body and gives the status.
func (s *siege) post(body []byte, header http.Header) int {
	req, err := http.NewRequest(http.MethodPost, s.p.base+"/v1/choices", bytes.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	maps.Copy(req.Header, header)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	return resp.StatusCode
}

// Whatever hostile clients send, the server answers with a clear refusal or
// closes; it never fails, never records what was not chosen, and goes on
// answering others. SAYSO_SIEGE says how long to send nonsense; 3s when unset.
func TestHostileClients(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, unlimited, "--posts-burst=1000000")
	s := &siege{T: t, p: p, token: p.token(t)}
	spell := 3 * time.Second
	if d, err := time.ParseDuration(os.Getenv("SAYSO_SIEGE")); err == nil {
		spell = d
	}
	s.fuzzBodies(spell)
	s.fuzzHeaders(spell)
	s.sizes()
	s.origins()
	s.replay()
	s.slowSenders()
	s.idle()
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 4, 2, ' ', 0)
	fmt.Fprint(w, "ATTACK\tGOT\n"+s.table.String())
	w.Flush()
	t.Logf("\n%s", table.String())
	p.cmd.Process.Kill()
	<-p.done
	db, err := sqlite.Open(t.Context(), filepath.Join(data, "sayso.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n, err := db.Size(t.Context()); err != nil || int(n) != s.recorded {
		t.Errorf("the log holds %d choices, want %d: %v", n, s.recorded, err)
	}
	if said := p.log.String(); strings.Contains(said, "panic") || strings.Contains(said, "127.0.0.1:") && strings.Contains(said, "remote") {
		t.Errorf("the log tells of a panic or an address:\n%s", said)
	}
}

// fuzzBodies spoils a good body in one to eight places.
func (s *siege) fuzzBodies(spell time.Duration) {
	got := map[int]int{}
	for end := time.Now().Add(spell); time.Now().Before(end); {
		body := s.submission()
		for range 1 + rand.IntN(8) {
			switch at := rand.IntN(len(body)); rand.IntN(3) {
			case 0:
				body[at] = byte(rand.IntN(256))
			case 1:
				body = append(body[:at:at], body[at+1:]...)
			default:
				body = append(body[:at:at], append([]byte(`{"[\u0000,`), body[at:]...)...)
			}
		}
		status := s.post(body, nil)
		got[status]++
		if status == http.StatusCreated { // the spoilt places did not matter
			s.recorded++
		}
	}
	s.row("bodies with bytes changed, lost, added", got, 201, 400, 403, 404, 409)
}

// fuzzHeaders writes heads of nonsense by hand, as no HTTP library would.
func (s *siege) fuzzHeaders(spell time.Duration) {
	got := map[int]int{}
	names := []string{"Origin", "Host", "Content-Length", "Transfer-Encoding", "Sec-GPC", "Accept-Language", "Accept-Encoding", "X-Forwarded-For", "Cookie", "Expect", "\x01"}
	for end := time.Now().Add(spell); time.Now().Before(end); {
		var head strings.Builder
		fmt.Fprintf(&head, "%s /v1/choices HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", []string{"POST", "GET", "PUT", "\x00"}[rand.IntN(4)])
		for range rand.IntN(6) {
			value := make([]byte, rand.IntN(40))
			for i := range value {
				value[i] = byte(rand.IntN(256))
			}
			fmt.Fprintf(&head, "%s: %s\r\n", names[rand.IntN(len(names))], value)
		}
		head.WriteString("\r\n{}")
		got[s.raw(head.String())]++
	}
	s.row("heads of nonsense", got, 0, 400, 403, 404, 405, 417, 431, 501, 505)
}

// raw sends text over a connection of its own and reads the status.
func (s *siege) raw(text string) int {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.p.base, "http://"))
	if err != nil {
		s.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	io.WriteString(conn, text)
	conn.(*net.TCPConn).CloseWrite()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

func (s *siege) sizes() {
	s.row("a body of 10 MB", map[int]int{s.post(bytes.Repeat([]byte(" "), 10<<20), nil): 1}, 0, 413)
	s.row("a header of 1 MB", map[int]int{s.post(s.submission(), http.Header{"X-Long": {strings.Repeat("a", 1<<20)}}): 1}, 0, 431)
	s.row("objects nested 10,000 deep", map[int]int{s.post(bytes.Repeat([]byte(`{"grants":`), 5000), nil): 1}, 400)
}

func (s *siege) origins() {
	got := map[int]int{}
	for _, origin := range []string{"https://evil.example", "null", "https://krowork.example.evil.example", s.p.base + ".evil.example", "file://", "HTTP://LOCALHOST"} {
		got[s.post(s.submission(), http.Header{"Origin": {origin}})]++
	}
	s.row("pages of other origins", got, 403)
}

// replay sends one captured request again and again, and changed.
func (s *siege) replay() {
	body := s.submission()
	got := map[int]int{}
	for range 50 {
		got[s.post(body, nil)]++
	}
	s.recorded++
	s.row("one request, 50 times", got, 200, 201)
	if got[201] != 1 {
		s.Errorf("a replay was recorded %d times", got[201])
	}
	changed := bytes.Replace(body, []byte("accept_all"), []byte("reject_all"), 1)
	s.row("its key with another choice", map[int]int{s.post(changed, nil): 1}, 409)
	forged := bytes.Replace(body, []byte(s.token[:20]), []byte(strings.Repeat("A", 20)), 1)
	s.row("its plan token, forged", map[int]int{s.post(forged, nil): 1}, 409)
}

// slowSenders never end their heads. The server lets go of them.
func (s *siege) slowSenders() {
	got := map[int]int{}
	conns := s.connect(20, "POST /v1/choices HTTP/1.1\r\nHost: x\r\nX-Slow: ")
	for _, conn := range conns {
		conn.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := io.Copy(io.Discard, conn); err != nil && !isReset(err) {
			got[-1]++ // still open after a minute
		} else {
			got[0]++
		}
		conn.Close()
	}
	s.row("heads that never end, 20 at once", got, 0)
}

func isReset(err error) bool {
	e, ok := err.(net.Error)
	return !ok || !e.Timeout()
}

// idle opens connections that say nothing, as many as this machine lets us,
// up to 10,000. Others are answered as before.
func (s *siege) idle() {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		s.Fatal(err)
	}
	n := min(10_000, int(limit.Cur)-200)
	conns := s.connect(n, "")
	got := map[int]int{}
	for range 20 {
		got[s.post(s.submission(), nil)]++
	}
	s.recorded += got[201]
	for _, conn := range conns {
		conn.Close()
	}
	s.row(fmt.Sprintf("choices beside %d idle connections", n), got, 201)
}

func (s *siege) connect(n int, first string) (conns []net.Conn) {
	for range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.p.base, "http://"))
		if err != nil {
			s.Fatalf("connection %d: %v", len(conns), err)
		}
		io.WriteString(conn, first)
		conns = append(conns, conn)
	}
	return conns
}
