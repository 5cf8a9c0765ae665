// Package fraud answers one question: should a person look at an introduction before a reward for it is owed? Each suspicion is a number
// of points with its reason in a sentence. It never denies anything: the most it asks for is a look. It refuses to know addresses
// and browsers: of where a form came from it hears how much else did, and whether the advocate had acted there.
package fraud

import (
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Person is one side of an introduction, as far as they are known.
type Person struct {
	ID        goodturn.ID // zero: nobody of ours
	Household goodturn.ID
	Name      string
	Emails    []string
	Phones    []string // E.164
	Addresses []goodturn.Address
}

// Earlier is another introduction.
type Earlier struct {
	By     goodturn.ID // who introduced
	Friend Person
	At     time.Time
}

// Introduction is what is looked at.
type Introduction struct {
	Advocate   Person
	Friend     Person
	At         time.Time
	Known      bool      // the friend was a contact before
	Trusted    bool      // somebody here said that this advocate may introduce as many as they like
	Mine       []Earlier // by the same advocate, without this one
	Others     []Earlier // by other people: whoever introduced the same friend, and how the advocate came
	Corner     int       // friends' forms that came from the same corner of the net in the hour, this one counted; a household, an office or a device
	Device     int       // friends' forms for this advocate from the same device in 30 days, this one counted; two alike in one home or office look like one
	SameDevice bool      // the advocate had acted on their own page from that device
	Misses     int       // codes that do not exist, tried in the hour before the friend's form came in; only where it is known
}

// Verdict is what becomes of the reward for now.
type Verdict string

const (
	Pass Verdict = "pass"
	Hold Verdict = "hold" // a person looks, and says why they pass or decline it
)

// HoldAt is from how many points on a person looks.
const HoldAt = 50

// Finding is one suspicion.
type Finding struct {
	Code   string `json:"code"`
	Points int    `json:"points"`
	Why    string `json:"why"` // a sentence without anybody's address in it
}

// Result is everything that was found.
type Result struct {
	Verdict  Verdict
	Points   int
	Findings []Finding
}

// Screen looks at an introduction. What is not known does not speak against anybody.
func Screen(in Introduction) Result {
	var r Result
	for _, check := range []func(Introduction) []Finding{self, household, known, duplicate, ring, velocity, disposable, enumeration, device, place, firm} {
		r.Findings = append(r.Findings, check(in)...)
	}
	for _, f := range r.Findings {
		r.Points += f.Points
	}
	r.Verdict = Pass
	if r.Points >= HoldAt {
		r.Verdict = Hold
	}
	return r
}

func one(code string, points int, why string, args ...any) []Finding {
	return []Finding{{code, points, fmt.Sprintf(why, args...)}}
}

// self finds people who introduce themselves.
func self(in Introduction) (out []Finding) {
	a, f := in.Advocate, in.Friend
	if a.ID != "" && a.ID == f.ID {
		return one("self", 100, "The friend is the one who introduced them.")
	}
	if shareMail(a, f) {
		out = append(out, one("self_mail", 100, "Both have the same e-mail address, dots and additions aside.")...)
	}
	if sharePhone(a, f) {
		out = append(out, one("self_phone", 70, "Both have the same telephone number.")...)
	}
	if sameName(a.Name, f.Name) {
		if live(a, f) == same {
			out = append(out, one("self_name", 70, "Both have the same name at the same address.")...)
		} else {
			out = append(out, one("same_name", 15, "Both have the same name. Parents and children may.")...)
		}
	}
	return out
}

// household finds people who live together.
func household(in Introduction) []Finding {
	a, f := in.Advocate, in.Friend
	switch {
	case a.Household != "" && a.Household == f.Household && a.ID != f.ID:
		return one("household", 60, "Both belong to one household here.")
	case live(a, f) == same:
		return one("address", 50, "Both live at the same address.")
	case live(a, f) == perhaps:
		return one("building", 15, "Both live in the same house; one of them gave no apartment.")
	}
	return nil
}

func known(in Introduction) []Finding {
	if in.Known {
		return one("known", 50, "You knew the friend before.")
	}
	return nil
}

// duplicate finds a friend who was introduced before.
func duplicate(in Introduction) []Finding {
	is := func(e Earlier) bool { return samePerson(e.Friend, in.Friend) }
	switch {
	case slices.ContainsFunc(in.Mine, is):
		return one("again", 60, "The same person introduced this friend before.")
	case slices.ContainsFunc(in.Others, is):
		return one("also", 50, "Somebody else introduced this friend before.")
	}
	return nil
}

// ring finds people who introduce each other, directly or round by one more.
func ring(in Introduction) []Finding {
	for _, first := range in.Others {
		if !samePerson(first.Friend, in.Advocate) { // who introduced the advocate
			continue
		}
		if first.By != "" && first.By == in.Friend.ID {
			return one("ring", 70, "The friend introduced the one who now introduces them.")
		}
		for _, second := range in.Others {
			if second.By != "" && second.By == in.Friend.ID && second.Friend.ID != "" && second.Friend.ID == first.By {
				return one("ring", 70, "Three people introduced each other in a circle.")
			}
		}
	}
	return nil
}

// velocity finds more introductions than somebody has friends who need you.
func velocity(in Introduction) []Finding {
	if in.Trusted {
		return nil
	}
	day, month := 1, 1
	for _, e := range in.Mine {
		if d := in.At.Sub(e.At); d >= 0 && d < 24*time.Hour {
			day++
		}
		if d := in.At.Sub(e.At); d >= 0 && d < 30*24*time.Hour {
			month++
		}
	}
	switch {
	case day > 8:
		return one("fast", 60, "%d introductions by one person in a day.", day)
	case month > 20:
		return one("many", 50, "%d introductions by one person in 30 days.", month)
	case day > 5:
		return one("quick", 25, "%d introductions by one person in a day.", day)
	}
	return nil
}

func disposable(in Introduction) []Finding {
	for _, m := range in.Friend.Emails {
		if _, domain := mailParts(m); Disposable(domain) {
			return one("disposable", 50, "The friend's e-mail address is one that is thrown away after use.")
		}
	}
	return nil
}

func enumeration(in Introduction) []Finding {
	switch {
	case in.Misses >= 10:
		return one("guessed", 60, "%d codes that do not exist were tried just before.", in.Misses)
	case in.Misses >= 5:
		return one("misses", 20, "%d codes that do not exist were tried just before.", in.Misses)
	}
	return nil
}

// device finds a form that came from where the advocate had said yes. A telephone is handed to a friend too: a person looks.
func device(in Introduction) []Finding {
	if in.SameDevice {
		return one("device", 50, "The friend's form came from the device on which the answer was given, or from one like it in the same home or office.")
	}
	return nil
}

// place finds much that came from one device, or from one corner of the net at once. A party has one place and may share a telephone, so it
// holds nothing alone; both are one sign, and only the stronger counts.
func place(in Introduction) []Finding {
	points := func(n int) int {
		switch {
		case n >= 6:
			return 35
		case n >= 3:
			return 25
		}
		return 0
	}
	d, c := points(in.Device), points(in.Corner)
	if in.Trusted {
		d = 0
	}
	switch {
	case d == 0 && c == 0:
		return nil
	case d >= c:
		return one("forms", d, "%d friends' forms came from one device within 30 days.", in.Device)
	}
	return one("place", c, "%d friends' forms came from one place within an hour.", in.Corner)
}

// firm is a weak sign: colleagues introduce each other, and it is only said beside others.
func firm(in Introduction) []Finding {
	for _, m := range in.Advocate.Emails {
		_, domain := mailParts(m)
		if domain == "" || FreeMail(domain) {
			continue
		}
		for _, n := range in.Friend.Emails {
			if _, d := mailParts(n); d == domain {
				return one("firm", 10, "Both write from the same firm.")
			}
		}
	}
	return nil
}
