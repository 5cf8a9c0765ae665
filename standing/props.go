package standing

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
)

// props is all that the fold reads of an event's properties. A property of another shape than expected is as good as absent:
// the fold is total, and what came in was checked where it came in.
type props struct {
	Answer    string  `json:"answer"`
	At        instant `json:"at"`
	Channel   string  `json:"channel"`
	Companion bool    `json:"companion"`
	Date      instant `json:"date"`
	Ended     bool    `json:"ended"`
	Hour      bool    `json:"hour"`
	Kind      string  `json:"kind"`
	Max       number  `json:"max"`
	Outcome   string  `json:"outcome"`
	Over      bool    `json:"over"`
	Praise    praise  `json:"praise"`
	Referral  text    `json:"referral_id"`
	Scope     string  `json:"scope"`
	Score     number  `json:"score"`
	Stage     string  `json:"stage"`
	Text      string  `json:"text"`
	Ticket    text    `json:"ticket"`
	Touch     text    `json:"touch_id"`
	Unknown   bool    `json:"unknown"`
	Until     instant `json:"until"`
	What      string  `json:"what"`
	Work      string  `json:"work"`
	Years     string  `json:"years"`
	Why       string  `json:"why"`
}

func readProps(raw json.RawMessage) props {
	var p props
	if len(raw) == 0 {
		return p
	}
	// An error leaves the fields that could be read: encoding/json goes on after a value of the wrong type.
	_ = json.Unmarshal(raw, &p)
	return p
}

// ticketID falls back to the event's own id, so that tickets without an id stay apart.
func (p props) ticketID(id goodturn.ID) string {
	if p.Ticket != "" {
		return string(p.Ticket)
	}
	return string(id)
}

// topMark is the best possible score; where the source does not say, the smallest usual scale that has room for the score.
func (p props) topMark() float64 {
	if p.Max.Set && p.Max.V > 0 {
		return p.Max.V
	}
	for _, top := range []float64{1, 5, 10} {
		if p.Score.V <= top {
			return top
		}
	}
	return 100
}

// text is a string, or a number written without quotes.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	} else if n := json.Number(b); len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') {
		*t = text(n)
	}
	return nil
}

// number is a finite number, with or without quotes.
type number struct {
	V   float64
	Set bool
}

func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		*n = number{v, true}
	}
	return nil
}

// praise is true, or the kind words themselves.
type praise struct {
	Yes  bool
	Text string
}

func (p *praise) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &p.Text) == nil && p.Text != "" {
		p.Yes = true
		return nil
	}
	p.Yes = string(b) == "true"
	return nil
}

// instant is an instant, or a civil date. Of a date nobody here knows the zone: it is taken as 21:00 UTC, by when 09:00 has
// come in every zone, so that nothing lifts before the morning of the date that was shown. Write an instant to be exact.
type instant struct{ At time.Time }

func (i *instant) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		i.At = t.UTC()
	} else if d, err := goodturn.ParseDate(s); err == nil && !d.IsZero() {
		i.At = time.Date(d.Year, d.Month, d.Day, 21, 0, 0, 0, time.UTC)
	}
	return nil
}
