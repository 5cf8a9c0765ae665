package smtp_test

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

func ExampleExplain() {
	err := &channel.Error{Class: channel.ClassSender, Stage: "auth", SMTPCode: 534, Enhanced: "5.7.9", Reply: "Application-specific password required."}
	told := smtp.Explain(err)
	fmt.Println(told.Message)
	fmt.Println(told.Hint)
	// Output:
	// Gmail wants an app password here, not your normal one.
	// Turn on two-step verification in your Google account, make an app password there (16 letters), and put it in.
}

func ExampleCompose() {
	raw, err := smtp.Compose(channel.Message{
		From: mail.Address{Name: "Rosa Vale", Address: "rosa@example.com"}, To: mail.Address{Name: "Zoë Łuk", Address: "zoe@bücher.example"},
		Subject: "One year in", Text: "Dear Zoë,\n\none year already.\n", MessageID: "t41.1@example.com",
		UnsubscribeMailto: "rosa@example.com?subject=unsubscribe", Date: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC),
	})
	fmt.Print(strings.ReplaceAll(string(raw), "\r\n", "\n"), err)
	// Output:
	// Date: Mon, 02 Mar 2026 09:30:00 +0000
	// From: Rosa Vale <rosa@example.com>
	// To: =?utf-8?b?Wm/DqyDFgXVr?= <zoe@xn--bcher-kva.example>
	// Subject: One year in
	// Message-ID: <t41.1@example.com>
	// List-Unsubscribe: <mailto:rosa@example.com?subject=unsubscribe>
	// MIME-Version: 1.0
	// Content-Type: text/plain; charset=utf-8
	// Content-Transfer-Encoding: quoted-printable
	//
	// Dear Zo=C3=AB,
	//
	// one year already.
	// <nil>
}
