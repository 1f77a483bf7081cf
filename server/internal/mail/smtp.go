package mail

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// A Server is a mail server to hand letters to.
type Server struct {
	// Address is its "host:port".
	Address string
	// Security is "starttls" (required), "tls" (from the first byte) or "none".
	Security string
	// User and Password log in; empty does not.
	User, Password string
	// From is the sender's address.
	From string
}

// timeout bounds one conversation with the mail server.
const timeout = 30 * time.Second

// Send implements [Sender].
func (s *Server) Send(ctx context.Context, l *Letter) error {
	m, err := message(l, s.From)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("handing a letter to %s: %w", s.Address, err)
	}
	return nil
}

// Check reports what is wrong with s without asking anybody.
func (s *Server) Check() error {
	if _, err := message(&Letter{ID: "check", To: "nobody@example.com"}, s.From); err != nil {
		return err
	}
	_, err := s.client()
	return err
}

func (s *Server) client() (*gomail.Client, error) {
	host, port, err := net.SplitHostPort(s.Address)
	number, portErr := strconv.Atoi(port)
	if err != nil || portErr != nil || host == "" {
		return nil, fmt.Errorf("smtp is %q; write the mail server as host:port, such as mail.example.com:587", s.Address)
	}
	options := []gomail.Option{gomail.WithPort(number), gomail.WithTimeout(timeout)}
	switch s.Security {
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "tls":
		options = append(options, gomail.WithSSL())
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("smtp security is %q; write starttls, tls or none", s.Security)
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("smtp is %q: %w", s.Address, err)
	}
	return client, nil
}
