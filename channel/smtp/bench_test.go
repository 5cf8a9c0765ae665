package smtp_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// size57 is a message of about 5.7 kB, the size that docs/performance.md compares.
func size57() channel.Message {
	m := letter()
	m.Text = strings.Repeat("Dear Ana, the index for your part of town moved again since the spring.\n", 22)
	m.HTML = "<div>" + strings.Repeat("<p>Dear Ana, the index for your part of town moved again.</p>\n", 54) + "</div>"
	return m
}

func BenchmarkCompose(b *testing.B) {
	for _, c := range []struct {
		name    string
		signers []smtp.Signer
	}{
		{"unsigned", nil},
		{"ed25519", []smtp.Signer{{Domain: "example.com", Selector: "s", Key: edKey()}}},
		{"rsa2048", []smtp.Signer{{Domain: "example.com", Selector: "s", Key: rsaKey(b, 2048)}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			m := size57()
			b.ReportAllocs()
			for b.Loop() {
				raw, err := smtp.Compose(m, c.signers...)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(raw)))
			}
		})
	}
}

// BenchmarkSend counts messages a second to a sink in the same process, 256 in flight over as many connections.
func BenchmarkSend(b *testing.B) {
	for _, c := range []struct {
		name    string
		signers []smtp.Signer
	}{
		{"unsigned", nil},
		{"ed25519", []smtp.Signer{{Domain: "example.com", Selector: "s", Key: edKey()}}},
		{"rsa2048", []smtp.Signer{{Domain: "example.com", Selector: "s", Key: rsaKey(b, 2048)}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			srv := server(b, smtptest.Options{NoSync: true})
			a := at(srv)
			a.Signers = c.signers
			s := sender(b, a, smtp.Limits{Connections: 256, PerConnection: 1 << 30})
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range 256 {
				wg.Go(func() {
					m := size57()
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						m.MessageID = fmt.Sprintf("d%d.1@example.com", n)
						var k mark
						if _, err := s.Send(b.Context(), m, k.commit); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

func TestTheBenchmarkMessageHasTheSizeItSays(t *testing.T) {
	raw, err := smtp.Compose(size57())
	if err != nil || len(raw) < 5400 || len(raw) > 6000 || !bytes.Contains(raw, []byte("multipart/alternative")) {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
}
