package playbook

import (
	"slices"
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// PlanInput is all that a plan depends on. The same input gives the same touches, to the minute.
type PlanInput struct {
	Enrolment   goodturn.Enrolment // Anchor, Side, Backfill and AsksMuted are planned by; State is not looked at
	HouseholdID goodturn.ID
	OwnerID     goodturn.ID
	Tempo       goodturn.Tempo   // empty: usual
	Prefers     goodturn.Channel // how the person likes to hear, for the steps that leave it open
	Zone        *time.Location   // the person's best-known zone; required

	// Email and Text say when the person may be reached; they are cut with the playbook's own hours. An Opening without
	// windows leaves the playbook's hours as they are; one without zones counts in Zone.
	Email schedule.Opening
	Text  schedule.Opening

	// Now is when it is planned; zero: as if on the day of the anchor, so that nothing is past. What lay ahead when the enrolment
	// was made is judged by Enrolment.CreatedAt where that is set, so that planning again later gives the same days.
	Now            time.Time
	ImportedAt     time.Time     // when they came in with an import; no ask goes in the 14 days after it
	AskEvery       time.Duration // the owner's least distance between two asks; zero: the 90 days that hold for everybody
	Declined       bool          // they said no thanks: an ask that an earlier plan dropped does not come back; see Replan
	FirstContactAt time.Time     // no first contact before this instant: whoever imports paces hellos over the working days

	// Variant is the wording with which this person begins. Give neighbours different ones (see VariantAmong); the plan goes
	// on from there, so that shared words come back as late as possible.
	Variant int

	helloAt time.Time // where the hello of an earlier plan stands; see Replan
}

// begin is when the enrolment was first planned.
func (in *PlanInput) begin() time.Time {
	if !in.Enrolment.CreatedAt.IsZero() {
		return in.Enrolment.CreatedAt
	}
	return in.Now
}

// The distances that a backfilled plan keeps, in civil days.
const (
	BackfillAllDays   = 30  // closed at most this long ago: every step
	BackfillAheadDays = 365 // up to here: the steps still ahead
	helloAskDays      = 31  // no ask for 30 x 24 hours after a hello, whatever its hour
	helloQuietDays    = 14  // a hello has a fortnight to itself
	reviewOldDays     = 60  // no review request for a closing that is older
)

// BackfillOf says how an enrolment begins whose anchor lies in the past, by the calendar of zone.
func BackfillOf(anchor goodturn.Date, now time.Time, zone *time.Location) goodturn.Backfill {
	if now.IsZero() {
		return goodturn.BackfillNone
	}
	today, _ := schedule.Local(now, zone)
	switch days := today.Sub(anchor); {
	case days <= BackfillAllDays:
		return goodturn.BackfillNone
	case days <= BackfillAheadDays:
		return goodturn.BackfillAhead
	}
	return goodturn.BackfillHello
}

// Plan is every touch of an enrolment up to PlannedTo, in the order in which they come due: the first 24 months, and for
// closings of long ago the yearly touches of at least the coming twelve. Touches carry no ID; whoever stores them gives one.
// The plan is empty if the anchor or the zone is missing.
func (p *Playbook) Plan(in PlanInput) []goodturn.Touch {
	if in.Enrolment.Anchor.IsZero() || in.Zone == nil || len(p.lines) == 0 {
		return nil
	}
	w := p.planner(in)
	w.out = make([]goodturn.Touch, 0, len(p.lines)+4)
	w.hello()
	w.pass(0)
	for n, last := 1, p.lastYear(in); n <= last; n++ {
		if w.yearIsPast(n) {
			continue
		}
		w.pass(n)
	}
	return w.done()
}

// planner is one run of a plan: the input, what was made of it, and what is placed so far.
type planner struct {
	p     *Playbook
	in    *PlanInput
	tempo int
	side  uint8
	start time.Time // nothing before this instant
	mode  goodturn.Backfill
	floor time.Time // no ask before it, whatever else
	later time.Time // no ask before it either: imported or greeted a short while ago
	quiet time.Time // nothing between the hello and this
	name  string    // of the zone
	who   string
	out   []goodturn.Touch
	slot  [maxSteps]int16 // where in out the touch of a line is, plus one
	cut   [4]cutWindows
}

// cutWindows remembers the cut of two windows, since most steps share theirs.
type cutWindows struct {
	of, with *schedule.Window
	result   schedule.Windows
}

func (p *Playbook) planner(in PlanInput) *planner {
	w := &planner{p: p, in: &in, tempo: tempoIndex(in.Tempo), side: sideBit(in.Enrolment.Side), mode: in.Enrolment.Backfill, name: in.Zone.String()}
	if w.who = string(in.Enrolment.ContactID); w.who == "" {
		w.who = string(in.Enrolment.ID)
	}
	w.start = in.begin()
	if in.FirstContactAt.After(w.start) {
		w.start = in.FirstContactAt
	}
	w.floor = w.midnight(p.first[w.tempo].From(in.Enrolment.Anchor))
	if hard := w.midnight(in.Enrolment.Anchor.AddDays(goodturn.HardAskFloorDays)); hard.After(w.floor) {
		w.floor = hard
	}
	if !in.ImportedAt.IsZero() {
		w.later = in.ImportedAt.Add(goodturn.ImportCoolOff)
	}
	return w
}

func (w *planner) midnight(d goodturn.Date) time.Time { return schedule.At(d, 0, 0, w.in.Zone) }

// pass places the lines of the first two years (occurrence 0) or of one later year.
func (w *planner) pass(occurrence int) {
	clear(w.slot[:])
	for _, i := range w.p.order {
		l := &w.p.lines[i]
		if l.Yearly != (occurrence > 0) || l.FirstWarm || l.On != "" || l.ByHand || l.tempos&(1<<w.tempo) == 0 || l.sides&w.side == 0 {
			continue
		}
		if w.in.Enrolment.AsksMuted && (l.Kind == goodturn.KindAsk || l.Kind == goodturn.KindReminder) {
			continue
		}
		t, ok := w.place(l, occurrence)
		if !ok {
			continue
		}
		w.out = append(w.out, t)
		w.slot[i] = int16(len(w.out))
	}
}

// place finds the day and minute of one line, or says that it has no place in this plan.
func (w *planner) place(l *line, occurrence int) (goodturn.Touch, bool) {
	t := w.touch(l, occurrence)
	if l.follows < 0 {
		nominal := w.nominal(l, occurrence)
		at, ok := w.onOrAfter(l, nominal, w.key(l, occurrence))
		if !ok {
			return t, false
		}
		t.PlannedAt, t.DueAt = at, at
		t.UntilAt = w.endOf(at, l.until)
		return t, w.inTime(l, &t)
	}
	s := w.slot[l.follows]
	if s == 0 {
		return t, false
	}
	lead := &w.out[s-1]
	if l.Companion {
		t.PlannedAt = w.sameDay(l, lead.PlannedAt, w.key(l, occurrence))
		if t.DueAt = t.PlannedAt; !lead.DueAt.Equal(lead.PlannedAt) {
			t.DueAt = w.sameDay(l, lead.DueAt, w.key(l, occurrence))
		}
		t.UntilAt = lead.UntilAt
		return t, true
	}
	at, ok := w.behind(l, lead.DueAt, w.key(l, occurrence))
	if !ok {
		return t, false
	}
	t.PlannedAt, t.DueAt = at, at
	t.UntilAt = w.endOf(at, l.until)
	if l.Kind == goodturn.KindReminder {
		t.UntilAt = w.endOf(lead.PlannedAt, l.until)
	}
	return t, w.inTime(l, &t)
}

// nominal is the civil day that the file names, before weekends and holidays move it. Always counted from the anchor.
func (w *planner) nominal(l *line, occurrence int) goodturn.Date {
	anchor, d := w.in.Enrolment.Anchor, l.after[w.tempo]
	if occurrence == 0 {
		return d.From(anchor)
	}
	months := 24 + 12*(occurrence-1)
	switch d.Unit {
	case schedule.Month:
		return anchor.AddMonths(months + d.N)
	case schedule.Year:
		return anchor.AddMonths(months + 12*d.N)
	}
	return anchor.AddMonths(months).AddDays(d.N)
}

// endOf is the end of the local day that lies this far after the day of t.
func (w *planner) endOf(t time.Time, d schedule.Distance) time.Time {
	day, _ := schedule.Local(t, w.in.Zone)
	return w.midnight(d.From(day).AddDays(1))
}

func (w *planner) touch(l *line, occurrence int) goodturn.Touch {
	e := &w.in.Enrolment
	t := goodturn.Touch{
		EnrolmentID: e.ID, ContactID: e.ContactID, HouseholdID: w.in.HouseholdID, OwnerID: w.in.OwnerID,
		Playbook: w.p.Name, Step: l.Name, Occurrence: occurrence, Kind: l.Kind, Channel: w.channel(l),
		Anchor: e.Anchor, Late: l.Late, Zone: w.name, State: goodturn.Planned, Variant: w.variant(l, occurrence),
	}
	if l.Kind == goodturn.KindAsk || l.Kind == goodturn.KindReminder {
		t.NotBefore = w.floor
	}
	return t
}

func (w *planner) channel(l *line) goodturn.Channel {
	if l.byChoice && w.in.Prefers == goodturn.ChannelSMS {
		return goodturn.ChannelSMS
	}
	return l.Channel
}

// variant goes on through a folder of words that several steps share, so that the same wording returns as late as possible.
func (w *planner) variant(l *line, occurrence int) int {
	uses := l.use
	if occurrence > 0 {
		uses += l.usedFirst + (occurrence-1)*l.usedYear
	}
	return w.in.Variant + uses
}

func (w *planner) key(l *line, occurrence int) string {
	return w.who + " " + l.Name + " " + strconv.Itoa(occurrence)
}

// done sorts the touches by the instant at which they come due and drops what may not come first.
func (w *planner) done() []goodturn.Touch {
	byDue := func(a, b goodturn.Touch) int { return a.DueAt.Compare(b.DueAt) }
	if !slices.IsSortedFunc(w.out, byDue) {
		slices.SortStableFunc(w.out, byDue)
	}
	w.space()
	if w.mode == goodturn.BackfillNone {
		return w.out
	}
	first := slices.IndexFunc(w.out, func(t goodturn.Touch) bool { return t.Kind == goodturn.KindValue })
	kept := w.out[:0]
	for i, t := range w.out {
		if t.Kind != goodturn.KindCall && (first < 0 || i < first) {
			continue // the first thing that an imported client hears is something useful
		}
		kept = append(kept, t)
	}
	return kept
}

// space leaves out the asks that the owner's distance between two asks would hold until they are over, with what follows them. Those
// that it only delays stay: the judgement moves them.
func (w *planner) space() {
	if w.in.AskEvery <= goodturn.HardAskEvery {
		return
	}
	var last time.Time
	gone := map[turn]bool{}
	for _, t := range w.out {
		if t.Kind != goodturn.KindAsk {
			continue
		}
		at := t.DueAt
		if free := last.Add(w.in.AskEvery); !last.IsZero() && free.After(at) {
			at = free
		}
		if at.After(t.UntilAt) {
			gone[turn{t.Step, t.Occurrence}] = true
			continue
		}
		last = at
	}
	w.out = slices.DeleteFunc(w.out, func(t goodturn.Touch) bool {
		return gone[turn{t.Step, t.Occurrence}] || t.Kind == goodturn.KindReminder && gone[turn{w.p.lines[w.p.index(t.Step)].Follows, t.Occurrence}]
	})
}
