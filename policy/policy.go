// Package policy answers: "what do rules and laws allow here?" Its rules are rows of embedded tables, each with the time
// it is in force, its source, how good that source is, and who reviewed it when. It refuses to know the person and the
// message: callers say the way, the region and the day. It is a set of cautious defaults, not legal advice.
package policy

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// StaleAfter is how long a review of a row counts. Laws move.
const StaleAfter = 180 * 24 * time.Hour

// NotReviewed is the reviewer of a row that no lawyer has looked at.
const NotReviewed = "not yet reviewed by counsel"

// Origin is what every row carries, whatever its table.
type Origin struct {
	Rule          string        `json:"rule"`           // its id, unique over the tables
	EffectiveFrom goodturn.Date `json:"effective_from"` // first day in force; zero: since before our time
	EffectiveTo   goodturn.Date `json:"effective_to"`   // last day in force; zero: still
	Source        string        `json:"source"`
	Evidence      string        `json:"evidence"` // "primary", "secondary", "memory" or "own"; see the note in the file
	ReviewedOn    goodturn.Date `json:"reviewed_on"`
	Reviewer      string        `json:"reviewer"`
}

// InForce reports whether the row holds on a day. The zero day means whatever holds without an end.
func (o Origin) InForce(on goodturn.Date) bool {
	if on.IsZero() {
		return o.EffectiveTo.IsZero()
	}
	return (o.EffectiveFrom.IsZero() || !on.Before(o.EffectiveFrom)) && (o.EffectiveTo.IsZero() || !on.After(o.EffectiveTo))
}

// Way is a way of reaching somebody, as far as rules tell them apart: who presses send matters.
type Way string

const (
	Email   Way = "email"
	Text    Way = "sms"         // sent by us
	OwnText Way = "sms_by_hand" // prefilled by us, sent by the owner from their own phone
	Call    Way = "call"        // a task for the owner
	DM      Way = "dm"          // drafted by us, sent by a person
	InApp   Way = "inapp"
)

// Ways lists every way.
var Ways = []Way{Email, Text, OwnText, Call, DM, InApp}

// WayOf is the way of an automated touch on a channel. A task counts as a call.
func WayOf(c goodturn.Channel) Way {
	switch c {
	case goodturn.ChannelSMS:
		return Text
	case goodturn.ChannelInApp:
		return InApp
	case goodturn.ChannelDM:
		return DM
	case goodturn.ChannelTask:
		return Call
	}
	return Email
}

// Row is a rule on reaching people: on what ground, in which hours of ours, and in which hours the law allows it.
type Row struct {
	Origin
	Ways          []Way            `json:"ways"`
	Region        string           `json:"region"`           // "US", "US-FL", "US-*" (a known state), "EU", "*"
	Basis         Basis            `json:"basis,omitempty"`  // the ground that it asks for; empty: the row is about hours alone
	Window        schedule.Windows `json:"window,omitempty"` // our own hours; the most specific row decides
	Lawful        schedule.Windows `json:"lawful,omitempty"` // the law's hours; every row that applies cuts
	ImpliedMonths int              `json:"implied_months"`   // how long a closing implies consent, in civil months
	InquiryMonths int              `json:"inquiry_months"`   // how long an inquiry does
	MostPerDay    int              `json:"most_per_day"`     // most messages in 24 h; zero: no such rule
	EveryKind     bool             `json:"every_kind"`       // check-ins, surveys and review requests need the ground too
	Law           string           `json:"law,omitempty"`    // the rule in a sentence
}

type channelFile struct {
	Version string   `json:"version"`
	Note    string   `json:"note"`
	EU      []string `json:"eu"`
	Rules   []Row    `json:"rules"`
}

//go:embed channels.json
var channelJSON []byte

//go:embed incentives.json
var incentiveJSON []byte

//go:embed tax.json
var taxJSON []byte

// The tables are part of the binary: one that cannot be read is a broken build, caught by a test.
var (
	channels   = sync.OnceValue(func() channelFile { return read[channelFile]("channels.json", channelJSON) })
	incentives = sync.OnceValue(func() incentiveFile { return read[incentiveFile]("incentives.json", incentiveJSON) })
	taxes      = sync.OnceValue(func() taxFile { return read[taxFile]("tax.json", taxJSON) })
	version    = sync.OnceValue(func() string {
		h := sha256.New()
		h.Write(channelJSON)
		h.Write(incentiveJSON)
		h.Write(taxJSON)
		return channels().Version + "+" + hex.EncodeToString(h.Sum(nil))[:8]
	})
)

func read[T any](name string, data []byte) T {
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		panic(fmt.Errorf("read %s: %w", name, err))
	}
	return v
}

// Version names the tables that a decision was made by: their date, and a hash that changes with any row.
func Version() string { return version() }

// Rows gives every row on channels, for pages and documentation. The rows are a copy; their windows are shared and must
// not be changed.
func Rows() []Row { return slices.Clone(channels().Rules) }

// Stale lists the rows, of every table, whose review is older than StaleAfter at now. A person should look at them again.
func Stale(now time.Time) []Origin {
	var stale []Origin
	check := func(o Origin) {
		reviewed := time.Date(o.ReviewedOn.Year, o.ReviewedOn.Month, o.ReviewedOn.Day, 0, 0, 0, 0, time.UTC)
		if now.Sub(reviewed) > StaleAfter {
			stale = append(stale, o)
		}
	}
	for _, r := range channels().Rules {
		check(r.Origin)
	}
	for _, r := range incentives().Rules {
		check(r.Origin)
	}
	for _, r := range friends().Rules {
		check(r.Origin)
	}
	for _, r := range taxes().Rules {
		check(r.Origin)
	}
	return stale
}

// place is what rows are looked up by.
type place struct {
	way    Way
	region string
}

var byPlace = sync.OnceValue(func() map[place][]*Row {
	m := map[place][]*Row{}
	rules := channels().Rules
	for i := range rules {
		for _, way := range rules[i].Ways {
			k := place{way, rules[i].Region}
			m[k] = append(m[k], &rules[i])
		}
	}
	return m
})

// chain gives the rows that apply to a way in a region on a day, the most specific first.
func chain(way Way, region string, on goodturn.Date) iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		for _, scope := range scopes(region) {
			for _, r := range byPlace()[place{way, scope}] {
				if r.InForce(on) && !yield(r) {
					return
				}
			}
		}
	}
}

// scopes gives the names under which rows may apply to a region: US-FL, US-*, US, *; DE, EU, *.
func scopes(region string) []string {
	region = strings.ToUpper(strings.TrimSpace(region))
	if region == "UK" || strings.HasPrefix(region, "UK-") {
		region = "GB" + region[2:]
	}
	country, state, _ := strings.Cut(region, "-")
	var out []string
	if state != "" {
		out = append(out, region, country+"-*")
	}
	if country != "" {
		out = append(out, country)
	}
	if slices.Contains(channels().EU, country) {
		out = append(out, "EU")
	}
	return append(out, "*")
}
