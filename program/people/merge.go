package people

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/homes"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// joined is what a merge did, so that it can be taken back. It is kept as long as the two are one.
type joined struct {
	Keep      goodturn.ID                 `json:"keep"`
	Away      goodturn.ID                 `json:"away"`
	Moved     store.Belongings            `json:"moved"`
	Primary   []goodturn.ID               `json:"primary,omitempty"`   // addresses of the one who went that were used first
	Household goodturn.ID                 `json:"household,omitempty"` // of the one who went
	Entered   bool                        `json:"entered,omitempty"`   // the one who stayed came into that household
	Filled    map[string]string           `json:"filled,omitempty"`    // fields of the one who stayed that were empty
	Mailing   *goodturn.Address           `json:"mailing,omitempty"`
	Timing    *goodturn.Timing            `json:"timing,omitempty"`
	LeftOut   bool                        `json:"left_out,omitempty"` // the one who stayed was left out by this
	Ended     []goodturn.Enrolment        `json:"ended,omitempty"`    // enrolments as they were before
	Cancelled []goodturn.ID               `json:"cancelled,omitempty"`
	Deals     [][2]goodturn.Closing       `json:"deals,omitempty"` // deals of the one who stayed that lacked what the other's entry said, before and after
	Homes     map[goodturn.ID]goodturn.ID `json:"homes,omitempty"` // homes that came along without their deal, and which deal it was
	Payee     rewards.Taken               `json:"payee,omitzero"`  // what is known of rewards
}

func mergeName(away goodturn.ID) string { return "merge:" + string(away) }

// note keeps it until the two are parted.
func (j joined) note(tx *store.Tx) error {
	b, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("note how to take a merge back: %w", err)
	}
	return tx.SetValue(mergeName(j.Away), string(b))
}

// Merge makes two contacts one: away goes into keep. Every refusal of either holds, of grounds only those that neither withdrew, and
// the later request counts. What is known of keep stays; what it lacks comes from away. Split takes it back.
func (p *People) Merge(ctx context.Context, keep, away, by goodturn.ID) error {
	err := p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		if err := program.LockPeople(tx, keep, away); err != nil {
			return err
		}
		ck, err := tx.Contact(keep)
		if err != nil {
			return err
		}
		ca, err := tx.Contact(away)
		if err != nil {
			return err
		}
		if keep == away || ca.MergedInto != "" || ck.MergedInto != "" {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "One of these two was merged into somebody already.", Hint: "Open the person who is left."}
		}
		return p.merge(tx, ck, ca, by)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return err
}

func (p *People) merge(tx *store.Tx, keep, away goodturn.Contact, by goodturn.ID) error {
	j := joined{Keep: keep.ID, Away: away.ID, Household: away.HouseholdID, Filled: map[string]string{}}
	if err := p.mergeGates(tx, &j, &keep, away); err != nil {
		return err
	}
	var err error
	if j.Moved, err = tx.Belongings(away.ID); err != nil {
		return err
	}
	if err := p.leaveTwins(tx, &j); err != nil {
		return err
	}
	if err := p.strictest(tx, keep.ID, away.ID); err != nil {
		return err
	}
	if err := tx.Give(j.Moved, away.ID, keep.ID); err != nil {
		return err
	}
	j.fill(&keep, away)
	x, err := p.primaries(tx, keep, nil)
	if err != nil {
		return err
	}
	if err := tx.UpdateContact(x.contact); err != nil {
		return err
	}
	away.MergedInto = keep.ID
	if err := tx.UpdateContact(away); err != nil {
		return err
	}
	if err := p.oneOfEach(tx, &j); err != nil {
		return err
	}
	if j.Payee, err = rewards.Join(tx, keep.ID, away.ID); err != nil {
		return err
	}
	if err := p.refold(tx, keep.ID, away.ID); err != nil {
		return err
	}
	if err := j.note(tx); err != nil {
		return err
	}
	if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: keep.ID, Name: goodturn.EventMerged, Source: hand, Props: program.Props(map[string]any{"other": away.ID, "name": away.Name(), "by": by})}); err != nil {
		return err
	}
	if keep.LeftOut {
		if err := p.EndAllIn(tx, keep.ID, program.WhyLeftOut, goodturn.ReasonLeftOut); err != nil {
			return err
		}
	}
	if !keep.Timing.IsZero() || !away.Timing.IsZero() { // plans of either follow the days of the one who stays
		if err := p.replanInto(tx, keep.ID, &Effect{}); err != nil {
			return err
		}
	}
	if err := p.settleTasks(tx, x); err != nil {
		return err
	}
	if err := tx.IndexContacts(away.ID); err != nil {
		return err
	}
	if err := tx.IndexContacts(keep.ID); err != nil {
		return err
	}
	if err := p.EnrolIn(tx, keep.ID); err != nil {
		return err
	}
	return tx.LookAgain(keep.ID)
}

// mergeGates makes the later request count for the one who stays and for the household.
func (p *People) mergeGates(tx *store.Tx, j *joined, keep *goodturn.Contact, away goodturn.Contact) error {
	if away.HouseholdID != "" && keep.HouseholdID == "" {
		if err := tx.JoinHousehold(keep.ID, away.HouseholdID); err != nil {
			return err
		}
		keep.HouseholdID, j.Entered = away.HouseholdID, true
	}
	if away.HouseholdID != "" {
		if err := tx.LeaveHousehold(away.ID); err != nil { // takes the household's last request along
			return err
		}
	}
	return p.raise(tx, away.ID, keep.ID, keep.HouseholdID)
}

// raise makes a person's gate, and their household's, remember at least what another's does.
func (p *People) raise(tx *store.Tx, from, to, household goodturn.ID) error {
	gates, err := tx.Gates(store.GateContact, from)
	if err != nil || len(gates) == 0 {
		return err
	}
	g := gates[0]
	g.GateKey = store.GateKey{Kind: store.GateContact, ID: to}
	if err := tx.RaiseGate(g); err != nil || household == "" {
		return err
	}
	g.GateKey = store.GateKey{Kind: store.GateHousehold, ID: household}
	return tx.RaiseGate(g)
}

// leaveTwins keeps back what the one who stays has too: a mailbox that both read, a deal that both have. What was sent about such a
// deal counts for both.
func (p *People) leaveTwins(tx *store.Tx, j *joined) error {
	list, err := p.people(tx, []goodturn.ID{j.Keep, j.Away})
	if err != nil {
		return err
	}
	keep, away := list[0], list[1]
	if keep.contact.ID != j.Keep {
		keep, away = away, keep
	}
	stay := map[goodturn.ID]bool{}
	for _, i := range away.ids {
		if keep.knows(i.Kind, i.System, i.Value) {
			stay[i.ID] = true
		} else if i.Primary {
			j.Primary = append(j.Primary, i.ID)
		}
	}
	if err := p.uniteDeals(tx, j, keep, away, stay); err != nil {
		return err
	}
	for table, ids := range j.Moved {
		j.Moved[table] = slices.DeleteFunc(ids, func(id goodturn.ID) bool { return stay[id] })
	}
	return nil
}

// strictest lets a ground stand only where neither of the two has withdrawn it.
func (p *People) strictest(tx *store.Tx, a, b goodturn.ID) error {
	rows, err := tx.Consents(a, b)
	if err != nil {
		return err
	}
	type road struct {
		ch      goodturn.Channel
		address string
	}
	last := map[goodturn.ID]map[road]goodturn.Consent{a: {}, b: {}}
	for _, c := range rows {
		last[c.ContactID][road{c.Channel, c.Address}] = c
	}
	for who, other := range map[goodturn.ID]goodturn.ID{a: b, b: a} {
		for r, c := range last[who] {
			if o, ok := last[other][r]; c.Withdrawn && ok && !o.Withdrawn {
				c.ID, c.At, c.ContactID, c.Source = "", tx.Now(), a, "merge"
				if err := tx.AppendConsents(c); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// fill takes over what the one who stays lacks. Who was left out by either name is left out.
func (j *joined) fill(keep *goodturn.Contact, away goodturn.Contact) {
	for _, f := range []struct {
		name string
		to   *string
		from string
	}{{"given", &keep.Given, away.Given}, {"family", &keep.Family, away.Family}, {"greeting", &keep.Greeting, away.Greeting}, {"company", &keep.Company, away.Company},
		{"zone", &keep.Zone, away.Zone}, {"region", &keep.Region, away.Region}, {"note", &keep.Note, away.Note}, {"fact", &keep.NoteFact, away.NoteFact}} {
		if *f.to == "" && f.from != "" {
			*f.to = f.from
			j.Filled[f.name] = f.from
		}
	}
	if keep.Mailing.IsZero() && !away.Mailing.IsZero() {
		keep.Mailing = away.Mailing
		j.Mailing = &away.Mailing
	}
	if keep.Timing.IsZero() && !away.Timing.IsZero() {
		keep.Timing, j.Timing = away.Timing, &away.Timing
	}
	if away.LeftOut && !keep.LeftOut {
		keep.LeftOut, keep.LeftOutWhy, j.LeftOut = true, away.LeftOutWhy, true
	}
}

func (j *joined) unfill(keep *goodturn.Contact) {
	for name, field := range map[string]*string{"given": &keep.Given, "family": &keep.Family, "greeting": &keep.Greeting, "company": &keep.Company,
		"zone": &keep.Zone, "region": &keep.Region, "note": &keep.Note, "fact": &keep.NoteFact} {
		if v, ok := j.Filled[name]; ok && *field == v {
			*field = ""
		}
	}
	if j.Mailing != nil && keep.Mailing == *j.Mailing {
		keep.Mailing = goodturn.Address{}
	}
	if j.Timing != nil && reflect.DeepEqual(keep.Timing, *j.Timing) {
		keep.Timing = goodturn.Timing{}
	}
	if j.LeftOut {
		keep.LeftOut, keep.LeftOutWhy = false, ""
	}
}

// primaries makes sure that each kind of address has one that is used first, and finds out anew where the person is. prefer names
// those that were.
func (p *People) primaries(tx *store.Tx, c goodturn.Contact, prefer []goodturn.ID) (*person, error) {
	list, err := p.people(tx, []goodturn.ID{c.ID})
	if err != nil {
		return nil, err
	}
	x := list[0]
	x.contact = c
	x.contact.SortKey = sortKey(c)
	for _, kind := range []goodturn.IdentityKind{goodturn.IdentityEmail, goodturn.IdentityPhone} {
		best := -1
		for i, id := range x.ids {
			switch {
			case id.Kind != kind:
			case id.Primary:
				best = i
			case best < 0 || !x.ids[best].Primary && slices.Contains(prefer, id.ID):
				best = i
			}
		}
		if best >= 0 && !x.ids[best].Primary {
			x.ids[best].Primary = true
			if err := tx.UpdateIdentity(x.ids[best]); err != nil {
				return nil, err
			}
		}
	}
	rederive(x)
	return x, nil
}

// oneOfEach settles what two plans of one person do to each other: the newest deal asks, and no step that one of them has sent
// comes again from the other's plan of the same deal.
func (p *People) oneOfEach(tx *store.Tx, j *joined) error {
	have, err := tx.ContactEnrolments(j.Keep)
	if err != nil {
		return err
	}
	moved := j.Moved["enrolment"]
	x, err := p.personByID(tx, j.Keep)
	if err != nil {
		return err
	}
	slices.SortFunc(have, func(a, b goodturn.Enrolment) int {
		if c := a.Anchor.Compare(b.Anchor); c != 0 {
			return c
		}
		return strings.Compare(a.AnchorKey, b.AnchorKey)
	})
	owned := func(closing goodturn.ID) bool {
		return slices.ContainsFunc(x.homes, func(h goodturn.Home) bool { return h.ClosingID == closing && h.Ended.IsZero() })
	}
	mine := func(e goodturn.Enrolment) bool {
		return slices.ContainsFunc(x.closings, func(c goodturn.Closing) bool { return c.ID == e.ClosingID })
	}
	for i, old := range have {
		if old.State != goodturn.EnrolmentActive {
			continue
		}
		if old.ClosingID != "" && !mine(old) { // the plan of a deal that the other has a plan for
			if err := p.endTwin(tx, j, old, have); err != nil {
				return err
			}
			continue
		}
		for _, newer := range have[i+1:] {
			if newer.State != goodturn.EnrolmentActive || !mine(newer) || slices.Contains(moved, old.ID) == slices.Contains(moved, newer.ID) {
				continue
			}
			switch playbook.Supersedes(old, newer, owned(old.ClosingID)) {
			case playbook.EndOlder:
				err = p.endForMerge(tx, j, old)
			case playbook.MuteOlder:
				j.Ended = append(j.Ended, old)
				old.AsksMuted = true
				err = tx.UpdateEnrolment(old)
			}
			if err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// endForMerge ends a plan that a newer deal takes the place of.
func (p *People) endForMerge(tx *store.Tx, j *joined, e goodturn.Enrolment) error {
	j.Ended = append(j.Ended, e)
	gone, err := tx.EndEnrolment(e, goodturn.EnrolmentSuperseded, "merged with another", []goodturn.ReasonCode{goodturn.ReasonSuperseded})
	for _, t := range gone {
		j.Cancelled = append(j.Cancelled, t.ID)
	}
	return err
}

// endTwin ends the second plan of one deal. Steps that it has sent are not sent by the first again.
func (p *People) endTwin(tx *store.Tx, j *joined, twin goodturn.Enrolment, have []goodturn.Enrolment) error {
	if err := p.endForMerge(tx, j, twin); err != nil {
		return err
	}
	sent, err := tx.EnrolmentTouches(twin.ID)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.ID == twin.ID || e.State != goodturn.EnrolmentActive || e.Playbook != twin.Playbook || homes.Apart(e.Anchor.Sub(twin.Anchor)) > homes.DealDays {
			continue
		}
		touches, err := tx.EnrolmentTouches(e.ID)
		if err != nil {
			return err
		}
		for _, t := range touches {
			done := slices.ContainsFunc(sent, func(o goodturn.Touch) bool {
				left := o.State == goodturn.Sent || o.State == goodturn.Unknown || o.State == goodturn.Committing || o.State == goodturn.Claimed
				return left && o.Step == t.Step && o.Occurrence == t.Occurrence
			})
			if !done || t.State != goodturn.Planned {
				continue
			}
			if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
				return err
			}
			j.Cancelled = append(j.Cancelled, t.ID)
		}
	}
	return nil
}

// refold adds up anew what is known of people whose events moved.
func (p *People) refold(tx *store.Tx, contacts ...goodturn.ID) error {
	for _, id := range contacts {
		events, err := tx.ContactEvents(id, time.Time{})
		if err != nil {
			return err
		}
		if err := program.SaveStanding(tx, id, standing.Fold(events)); err != nil {
			return err
		}
	}
	return nil
}
