package decide

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
)

// look is one touch under judgement: what the guards see, and what they said.
type look struct {
	now      time.Time
	settings *goodturn.Settings // with defaults
	facts    *Facts
	due      *Due
	touch    *goodturn.Touch
	person   *Person
	together *standing.Standing // the household's, or the person's own
	zone     *time.Location     // in which evidence names dates: the person's best, else the business's, else UTC
	year     int                // of judging, in that zone
	road     road
	opening  schedule.Opening // when that road is open to this person

	objections []objection // by the guards and the arbiter
	fine       []goodturn.Reason

	// set by settle
	verdict goodturn.Verdict
	next    time.Time
	legal   time.Time
	late    *objection
	end     time.Time // the last instant at which it is worth sending, as it looks now; zero: none, or too late already
}

// objection is a reason with what the late window needs to know of it.
type objection struct {
	goodturn.Reason
	since    time.Time // it has objected since then; zero: not known; always: from the beginning
	firm     bool      // it cannot lift before Until, whatever anybody does
	handover bool      // ToTask only where nothing else makes it wait: a person does the sending
	hours    bool      // comes from the opening, by which the first legal instant is set anyway
}

// always is the since of objections that follow from the plan itself.
var always = time.Unix(0, 1).UTC()

var nobody = Person{}

func (l *look) begin(now time.Time, settings *goodturn.Settings, facts *Facts, due *Due) {
	*l = look{now: now, settings: settings, facts: facts, due: due, touch: &due.Touch, person: &nobody}
	for i := range facts.People {
		if p := &facts.People[i]; p.Contact.ID == due.Touch.ContactID {
			l.person = p
			break
		}
	}
	l.together = &l.person.Standing
	if facts.Household.ID != "" {
		l.together = &facts.Together
	}
	l.zone = l.bestZone()
	l.road = chooseRoad(l)
	l.opening = permit.Opening(now, *settings, l.person.Zones, l.person.Regions, l.road.channel)
	if own := l.planned(); len(own) > 0 {
		l.opening.Windows = own.Intersect(l.opening.Windows)
	}
	if len(l.person.Zones) > 0 {
		l.opening.Habit = schedule.HabitOf(l.person.Standing.Heard, l.person.Zones[0])
	}
	l.year = now.In(l.zone).Year()
	room := 24 // what a clear touch has to say, so that the list is made once
	if due.Touch.Kind == goodturn.KindAsk {
		room = 36
	}
	l.fine = make([]goodturn.Reason, 0, room)
}

func (l *look) bestZone() *time.Location {
	if len(l.person.Zones) > 0 {
		return l.person.Zones[0]
	}
	return l.businessZone()
}

func (l *look) businessZone() *time.Location {
	for _, name := range []string{l.settings.Zone, schedule.LastResort} {
		if loc, err := schedule.LoadZone(name); err == nil && name != "" {
			return loc
		}
	}
	return time.UTC
}

func (l *look) ownerZone() *time.Location {
	if z := l.person.Owner.Zone; z != nil {
		return z
	}
	return l.businessZone()
}

// skip and expire are final; wait may have a date; toTask hands it to a person.

func (l *look) skip(code goodturn.ReasonCode, evidence string) {
	l.object(objection{Reason: goodturn.Reason{Code: code, Verdict: goodturn.Skip, Evidence: evidence}})
}

// wait objects until somebody lifts it.
func (l *look) wait(code goodturn.ReasonCode, since time.Time, evidence string) {
	l.object(objection{Reason: goodturn.Reason{Code: code, Verdict: goodturn.Wait, Evidence: evidence}, since: since})
}

// waitUntil objects until an instant, but may be lifted earlier.
func (l *look) waitUntil(code goodturn.ReasonCode, since, until time.Time, evidence string) {
	l.object(objection{Reason: goodturn.Reason{Code: code, Verdict: goodturn.Wait, Until: until, Evidence: evidence}, since: since})
}

// waitFirmly objects until an instant, and nobody can lift it earlier.
func (l *look) waitFirmly(code goodturn.ReasonCode, since, until time.Time, evidence string) {
	l.object(objection{Reason: goodturn.Reason{Code: code, Verdict: goodturn.Wait, Until: until, Evidence: evidence}, since: since, firm: true})
}

// byHand hands the sending to a person, once nothing else stands in the way.
func (l *look) byHand(code goodturn.ReasonCode, evidence string) {
	l.object(objection{Reason: goodturn.Reason{Code: code, Verdict: goodturn.ToTask, Evidence: evidence}, handover: true})
}

func (l *look) object(o objection) {
	o.Until = o.Until.UTC()
	l.objections = append(l.objections, o)
}

// ok notes that something was looked at and does not object.
func (l *look) ok(code goodturn.ReasonCode, evidence string) {
	l.fine = append(l.fine, goodturn.Reason{Code: code, Verdict: goodturn.Send, Evidence: evidence})
}

// unchecked notes that nobody has told us, which is no objection.
func (l *look) unchecked(code goodturn.ReasonCode, evidence string) {
	l.fine = append(l.fine, goodturn.Reason{Code: code, Verdict: goodturn.Send, Evidence: evidence, NotChecked: true})
}

func (l *look) objects(code goodturn.ReasonCode) bool {
	return slices.ContainsFunc(l.objections, func(o objection) bool { return o.Code == code })
}

// decision puts the result together: reasons strictest first, in the order of the table where equally strict.
func (l *look) decision() goodturn.Decision {
	d := goodturn.Decision{
		TouchID: l.touch.ID, At: l.now, Verdict: l.verdict, Next: l.next, LegalAt: l.legal.UTC(),
		Fine: l.fine, Channel: l.road.channel, Policy: policy.Version(),
	}
	if !l.end.IsZero() {
		d.Fine = append(d.Fine, goodturn.Reason{Code: goodturn.ReasonMomentPassed, Verdict: goodturn.Send, Until: l.end, Evidence: "of use until " + l.day(l.end)})
	}
	n := len(l.objections)
	if l.late != nil {
		n++
	}
	if n == 0 {
		return d
	}
	d.Reasons = make([]goodturn.Reason, 0, n)
	if l.late != nil {
		d.Reasons = append(d.Reasons, l.late.Reason)
	}
	for i := range l.objections {
		d.Reasons = append(d.Reasons, l.objections[i].Reason)
	}
	slices.SortStableFunc(d.Reasons, func(a, b goodturn.Reason) int { return b.Verdict.Strictness() - a.Verdict.Strictness() })
	return d
}
