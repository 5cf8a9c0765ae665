package webhook

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
)

// The vector that the libraries of Standard Webhooks publish.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var vectorAt = time.Unix(1614265330, 0)

func TestTheSignatureIsThatOfThePublishedVector(t *testing.T) {
	got, err := Sign(vectorID, vectorAt, []byte(vectorBody), vectorSecret)
	if err != nil || got != vectorSignature {
		t.Errorf("%q %v", got, err)
	}
	if got, err = Sign(vectorID, vectorAt, []byte(vectorBody), strings.TrimPrefix(vectorSecret, "whsec_")); err != nil || got != vectorSignature {
		t.Errorf("without its prefix: %q %v", got, err)
	}
	fresh, err := NewSecret(strings.NewReader(strings.Repeat("chance", 6)))
	if err != nil || !strings.HasPrefix(fresh, "whsec_") {
		t.Fatal(fresh, err)
	}
	two, err := Sign(vectorID, vectorAt, []byte(vectorBody), fresh, vectorSecret)
	if parts := strings.Fields(two); err != nil || len(parts) != 2 || parts[1] != vectorSignature || parts[0] == vectorSignature {
		t.Errorf("while secrets are exchanged: %q %v", two, err)
	}
}

func TestNothingIsSignedWithAKeyThatIsNone(t *testing.T) {
	for _, c := range []struct{ name, id, secret string }{
		{"no secret", "msg_1", ""}, {"only its prefix", "msg_1", "whsec_"}, {"a short key", "msg_1", "whsec_c2hvcnQ="}, {"no base64", "msg_1", "whsec_%%%"},
		{"an id with a full stop", "msg.1", vectorSecret}, {"no id", "", vectorSecret}, {"an id of two lines", "a\nb", vectorSecret},
	} {
		if got, err := Sign(c.id, vectorAt, nil, c.secret); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %q %v", c.name, got, err)
		}
	}
	if _, err := Sign("msg_1", vectorAt, nil); err == nil {
		t.Error("signed without any secret")
	}
}
