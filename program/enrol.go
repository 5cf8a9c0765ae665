package program

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Enrol puts closed contacts into their pack's playbook, each once for each closing, and writes the touches of the coming two
// years. Enrolling again changes nothing.
func (p *Program) Enrol(ctx context.Context, contacts ...goodturn.ID) error {
	err := p.DB.Write(ctx, func(tx *store.Tx) error { return p.enrol(tx, contacts...) })
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// enrol is Enrol inside a transaction.
func (p *Program) enrol(tx *store.Tx, contacts ...goodturn.ID) error {
	if err := tx.HoldPace(); err != nil {
		return err
	}
	s, err := tx.Settings()
	if err != nil {
		return err
	}
	s = s.WithDefaults()
	for _, name := range s.Packs() {
		pack, err := p.pack(name)
		if err != nil {
			p.Log.Warn("a plan in use is not here, so nobody new comes into it; name its folder with --playbook", "plan", name)
			continue // whoever is in none is taken up once it is: see MendCoverage
		}
		pace, err := p.PaceIn(tx, s, name)
		if err != nil {
			return err
		}
		for _, id := range contacts {
			if pack.Playbook.EnrolsOn == "hand" {
				err = p.enrolAnew(tx, s, pack, id)
			} else {
				err = p.enrolOne(tx, pace, id)
			}
			if err != nil {
				return fmt.Errorf("enrol %s: %w", id, err)
			}
		}
	}
	return nil
}

// InUse are the plans that the owner uses, by the name of their playbook; one that is not here is left out. Set defaults before.
func (p *Program) InUse(s goodturn.Settings) map[string]bool {
	out := map[string]bool{}
	for _, name := range s.Packs() {
		if pack, err := p.pack(name); err == nil {
			out[pack.Playbook.Name] = true
		}
	}
	return out
}

// Pack finds a pack by its name. CodeInvalid if it is not there.
func (p *Program) Pack(name string) (*playbook.Shipped, error) { return p.pack(name) }

// pack finds a playbook by its name, else by the pack it belongs to: of several the first in the order of names, whichever map they
// come out of.
func (p *Program) pack(name string) (*playbook.Shipped, error) {
	if s, ok := p.Library[name]; ok {
		return s, nil
	}
	for _, key := range slices.Sorted(maps.Keys(p.Library)) {
		if s := p.Library[key]; s.Playbook.Pack == name {
			return s, nil
		}
	}
	return nil, goodturn.Invalid("pack", fmt.Sprintf("There is no pack %q here.", name), "Choose real-estate or professional. A plan of your own is found in the folders named by --playbook.")
}

func (p *Program) enrolOne(tx *store.Tx, pace Pace, id goodturn.ID) error {
	c, err := tx.Contact(id)
	if err != nil {
		return err
	}
	if c.LeftOut || c.MergedInto != "" || pace.Book.EnrolsOn != "closing" {
		return nil
	}
	closings, err := tx.Closings(id)
	if err != nil {
		return err
	}
	slices.SortFunc(closings, func(a, b goodturn.Closing) int { return a.Date.Compare(b.Date) })
	for _, deal := range closings {
		if deal.FellThrough || !deal.Date.Valid() {
			continue
		}
		if err := p.enrolClosing(tx, pace.For(c), c, deal); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) enrolClosing(tx *store.Tx, pace Pace, c goodturn.Contact, deal goodturn.Closing) error {
	book, s := pace.Book, pace.Settings
	if _, found, err := tx.EnrolmentByKey(c.ID, book.Name, string(deal.ID)); err != nil || found {
		return err
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return err
	}
	if !reachable(ids) {
		return nil // listed with a task, not planned: see coverage.go
	}
	if with, err := partners.Read(tx, book.Name, c.HouseholdID); err != nil || with.Cover(c, deal) {
		return err
	}
	where, err := p.whereabouts(tx, s, c)
	if err != nil {
		return err
	}
	e := goodturn.Enrolment{
		ID: tx.NewID(), ContactID: c.ID, Playbook: book.Name, Version: book.Version, AnchorKey: string(deal.ID), ClosingID: deal.ID,
		Anchor: deal.Date, Side: deal.Side, State: goodturn.EnrolmentActive, Backfill: playbook.BackfillOf(deal.Date, tx.Now(), where.zone),
		TZVersion: schedule.TZVersion, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	if err := p.succeed(tx, &e); err != nil {
		return err
	}
	in, err := p.planInput(tx, s, c, e, where)
	if err != nil {
		return err
	}
	if e.Backfill != goodturn.BackfillNone && e.State == goodturn.EnrolmentActive {
		if in.FirstContactAt, err = p.firstContactSlot(tx, s, where); err != nil {
			return err
		}
	}
	e.PlannedTo = book.PlannedTo(in)
	fresh, err := tx.InsertEnrolment(&e)
	if err != nil || !fresh {
		return err
	}
	if e.State != goodturn.EnrolmentActive {
		return nil
	}
	_, err = tx.InsertTouches(named(tx, book.Plan(in), e))
	return err
}

// named gives planned touches their ids.
func named(tx *store.Tx, touches []goodturn.Touch, e goodturn.Enrolment) []goodturn.Touch {
	for i := range touches {
		t := &touches[i]
		t.ID, t.EnrolmentID, t.StateAt = tx.NewID(), e.ID, tx.Now()
		if t.LegalAt.IsZero() {
			t.LegalAt = t.DueAt
		}
	}
	return touches
}

// reachable reports whether any message of ours could reach somebody: an e-mail address that is not known to be dead.
func reachable(ids []goodturn.Identity) bool {
	return slices.ContainsFunc(ids, func(i goodturn.Identity) bool {
		return i.Kind == goodturn.IdentityEmail && i.Status != goodturn.IdentityBounced
	})
}

// succeed settles what a new enrolment does to those that the person already has, and what they do to it.
func (p *Program) succeed(tx *store.Tx, e *goodturn.Enrolment) error {
	have, err := tx.ContactEnrolments(e.ContactID)
	if err != nil {
		return err
	}
	homes, err := tx.Homes(e.ContactID)
	if err != nil {
		return err
	}
	owned := func(closing goodturn.ID) bool {
		return slices.ContainsFunc(homes, func(h goodturn.Home) bool { return h.ClosingID == closing && h.Ended.IsZero() })
	}
	for _, old := range have {
		switch playbook.Supersedes(old, *e, owned(old.ClosingID)) {
		case playbook.EndOlder:
			if err := p.endEnrolment(tx, old, goodturn.EnrolmentSuperseded, "a newer closing took its place"); err != nil {
				return err
			}
		case playbook.MuteOlder:
			old.AsksMuted, old.UpdatedAt = true, tx.Now()
			if err := tx.UpdateEnrolment(old); err != nil {
				return err
			}
		case playbook.NewIsOlder:
			if owned(e.ClosingID) {
				e.AsksMuted = true
			} else {
				e.State, e.EndedWhy = goodturn.EnrolmentSuperseded, "a newer closing was known already"
			}
		}
	}
	return nil
}

// endEnrolment ends one enrolment and cancels what has not left. What left, or may have left, stays.
func (p *Program) endEnrolment(tx *store.Tx, e goodturn.Enrolment, state goodturn.EnrolmentState, why string) error {
	_, err := tx.EndEnrolment(e, state, why, []goodturn.ReasonCode{goodturn.ReasonSuperseded})
	return err
}

// replan plans an enrolment anew after its date, side, home or settings changed, and says what that does. Touches that left, may
// have left or were decided for good stay as they are.
func (p *Program) replan(tx *store.Tx, enrolment goodturn.ID) (playbook.Diff, error) {
	diff, e, err := p.wouldReplan(tx, enrolment)
	if err != nil || e.State != goodturn.EnrolmentActive {
		return diff, err
	}
	for _, t := range diff.Drop {
		if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonNotInPlan}); err != nil {
			return diff, err
		}
	}
	for _, t := range diff.Back {
		if _, err := tx.Revive(t, goodturn.ReasonNotInPlan); err != nil {
			return diff, err
		}
	}
	for _, m := range diff.Move {
		if m.After.LegalAt.IsZero() {
			m.After.LegalAt = m.After.DueAt
		}
		if _, err := tx.Replan(m.After); err != nil {
			return diff, err
		}
	}
	if _, err := tx.InsertTouches(named(tx, diff.Add, e)); err != nil {
		return diff, err
	}
	_, err = tx.PlannedEnrolment(e)
	return diff, err
}

// wouldReplan says what replan would do, and gives the enrolment as it would be. Until its transaction ends nobody else ends it.
func (p *Program) wouldReplan(tx *store.Tx, enrolment goodturn.ID) (playbook.Diff, goodturn.Enrolment, error) {
	e, err := tx.LockEnrolment(enrolment)
	if err != nil || e.State != goodturn.EnrolmentActive {
		return playbook.Diff{}, e, err
	}
	if p.Absent(e.Playbook) {
		p.Log.Warn("a plan in use is not here, so its messages stay as they are; name its folder with --playbook", "plan", e.Playbook, "contact", e.ContactID)
		return playbook.Diff{}, e, errAbsent
	}
	s, err := tx.Settings()
	if err != nil {
		return playbook.Diff{}, e, err
	}
	pace, err := p.PaceIn(tx, s.WithDefaults(), e.Playbook)
	if err != nil {
		return playbook.Diff{}, e, err
	}
	c, err := tx.Contact(e.ContactID)
	if err != nil {
		return playbook.Diff{}, e, err
	}
	return p.wouldReplanAt(tx, e, c, pace)
}

// wouldReplanAt is wouldReplan at a pace that may not hold yet, for a person as they may not be yet.
func (p *Program) wouldReplanAt(tx *store.Tx, e goodturn.Enrolment, c goodturn.Contact, pace Pace) (playbook.Diff, goodturn.Enrolment, error) {
	if e.State != goodturn.EnrolmentActive {
		return playbook.Diff{}, e, nil
	}
	pace = pace.For(c)
	s, book := pace.Settings, pace.Book
	if e.ClosingID != "" {
		deal, err := tx.Closing(e.ClosingID)
		if err != nil {
			return playbook.Diff{}, e, err
		}
		e.Anchor, e.Side = deal.Date, deal.Side
	}
	where, err := p.whereabouts(tx, s, c)
	if err != nil {
		return playbook.Diff{}, e, err
	}
	existing, err := tx.EnrolmentTouches(e.ID)
	if err != nil {
		return playbook.Diff{}, e, err
	}
	in, err := p.planInput(tx, s, c, e, where)
	if err != nil {
		return playbook.Diff{}, e, err
	}
	in.Now = tx.Now()
	e.TZVersion, e.UpdatedAt = schedule.TZVersion, tx.Now()
	e.PlannedTo, e.Version = book.PlannedTo(in), book.Version
	return book.Replan(existing, in), e, nil
}

// place is where somebody is, as far as planning needs it.
type place struct {
	zone    *time.Location   // the best known
	zones   []*time.Location // every plausible one; none: unknown
	regions []string
}

// whereabouts derives it from the home, the mailing address, what somebody declared and the telephone numbers. Nothing known:
// the business's own zone plans, and the judgement still holds the hours that suit every zone.
func (p *Program) whereabouts(tx *store.Tx, s goodturn.Settings, c goodturn.Contact) (place, error) {
	at, err := p.locate(tx, s, c)
	return at.place, err
}

func placeOf(s goodturn.Settings, c goodturn.Contact, homes []goodturn.Home, ids []goodturn.Identity) place {
	w := place{}
	w.zones, w.regions = permit.Whereabouts(c, homes, ids)
	if len(w.regions) == 0 && s.Region != "" {
		w.regions = []string{s.Region}
	}
	switch {
	case len(w.zones) > 0:
		w.zone = w.zones[0]
	default:
		w.zone, _ = schedule.LoadZone(s.Zone)
	}
	if w.zone == nil {
		w.zone, _ = schedule.LoadZone(schedule.LastResort) // it is embedded and loads
	}
	return w
}

func (p *Program) planInput(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, e goodturn.Enrolment, w place) (playbook.PlanInput, error) {
	rows, err := tx.Standings(c.ID)
	if err != nil {
		return playbook.PlanInput{}, err
	}
	stand := ""
	if len(rows) > 0 {
		stand = rows[0].State
	}
	return planInputOf(tx, s, c, e, w, stand)
}

// planInputOf is planInput for whom how things stand has been read already.
func planInputOf(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, e goodturn.Enrolment, w place, stand string) (playbook.PlanInput, error) {
	st, err := ParseStanding(stand)
	if err != nil {
		return playbook.PlanInput{}, err
	}
	email, text := permit.Opening(tx.Now(), s, w.zones, w.regions, goodturn.ChannelEmail), permit.Opening(tx.Now(), s, w.zones, w.regions, goodturn.ChannelSMS)
	if len(w.zones) > 0 {
		email.Habit = schedule.HabitOf(st.Heard, w.zones[0])
		text.Habit = email.Habit
	}
	return playbook.PlanInput{
		Enrolment: e, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Tempo: s.Tempo, AskEvery: s.AskEvery, Prefers: c.Prefers, Zone: w.zone,
		Email: email, Text: text, Now: tx.Now(), ImportedAt: st.ImportedAt, Declined: !st.DeclinedAt.IsZero(), Variant: playbook.VariantAmong(c.ID, nil),
	}, nil
}

// pacing remembers how many first contacts were given out for a day.
type pacing struct {
	Day  goodturn.Date `json:"day"`
	Used int           `json:"used"`
}

// firstContactSlot gives the morning of the first working day that still has room for a first contact, so that an import of
// hundreds does not greet them all in one week.
func (p *Program) firstContactSlot(tx *store.Tx, s goodturn.Settings, w place) (time.Time, error) {
	var at pacing
	text, err := tx.Value("first_contacts")
	if err != nil {
		return time.Time{}, err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &at); err != nil {
			return time.Time{}, fmt.Errorf("read the pace of first contacts: %w", err)
		}
	}
	today, _ := schedule.Local(tx.Now(), w.zone)
	if at.Day.IsZero() || !at.Day.After(today) {
		at = pacing{Day: today.AddDays(1)}
	}
	holidays := schedule.HolidaysIn("US")
	for at.Used >= s.NewPerDay || !working(at.Day, holidays) {
		at = pacing{Day: at.Day.AddDays(1)}
	}
	at.Used++
	b, err := json.Marshal(at)
	if err != nil {
		return time.Time{}, err
	}
	return schedule.At(at.Day, 0, 0, w.zone), tx.SetValue("first_contacts", string(b))
}

func working(d goodturn.Date, h schedule.Holidays) bool {
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	return h.Name(d) == ""
}
