package program

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/store"
)

// BatchSize is the most touches that one claim decides: few enough that an opt-out never waits long behind it.
const BatchSize = 100

// LeaseFor is how long a claim is good. A node that has not marked a message by then has lost it; a start of the same node frees
// its own at once.
const LeaseFor = 5 * time.Minute

// claimed is one touch that this process may now carry.
type claimed struct {
	touch    goodturn.Touch
	delivery store.Delivery
	draft    *Written
	legal    time.Time       // the decision's
	gates    []store.GateKey // that it passes
	first    bool            // of ours to this person
}

// Swept says what one sweep did.
type Swept struct {
	Looked  int // touches that were due
	Claimed int
	More    bool // there may be more due now
	Still   bool // everything stands still: paused, or stopped for safety
}

// claim decides everything that is due, at most one batch, in one transaction: facts are read in sets, the judgement is pure, and
// what it says is written, gates and leases included. Nothing has left yet.
func (p *Program) claim(ctx context.Context) (out []*claimed, swept Swept, err error) {
	numbers, err := p.sequence.Take(ctx, BatchSize)
	if err != nil {
		return nil, swept, err
	}
	var b *docket
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		out, swept, b = nil, Swept{}, nil
		settings, err := tx.Settings()
		if err != nil {
			return err
		}
		settings = settings.WithDefaults()
		if settings.Paused || settings.Hold != "" {
			swept.Still = true
			return nil // nothing is decided while everything stands still: what goes stale meanwhile expires when it moves again
		}
		due, ahead, err := tx.DueTouches(store.Due{At: tx.Now(), Limit: BatchSize, Ahead: 24 * time.Hour})
		if err != nil || len(due) == 0 {
			return err
		}
		swept.Looked, swept.More = len(due), len(due) >= BatchSize
		if b, err = p.gather(tx, settings, due, ahead); err != nil {
			return err
		}
		b.numbers = numbers
		for _, group := range b.groups() {
			if err := p.judge(tx, b, group); err != nil {
				return err
			}
		}
		if err := b.write(tx); err != nil {
			return err
		}
		out, swept.Claimed = b.claims, len(b.claims)
		return nil
	})
	if err != nil {
		return nil, swept, fmt.Errorf("decide what is due: %w", err)
	}
	if b != nil {
		p.mailboxes.learn(b)
	}
	return out, swept, nil
}

// judge decides the due touches of one household and carries the decisions out, short of sending.
func (p *Program) judge(tx *store.Tx, b *docket, group []goodturn.Touch) error {
	facts, dues, drafts := b.facts(p, tx, group)
	decisions := decide.Day(tx.Now(), b.settings, facts, dues)
	for i, d := range decisions {
		t := dues[i].Touch
		if t.DueAt.After(tx.Now()) {
			continue // looked at for the sake of its household; its own time has not come
		}
		d.TouchID, d.Policy = t.ID, policy.Version()
		b.keep(d)
		t.LegalAt, t.DecidedAt, t.Reasons = d.LegalAt, tx.Now(), d.Codes()
		if len(t.Quotes) > 0 && (dues[i].RanOut == "" || d.Verdict != goodturn.Wait) {
			if _, err := tx.DoneTaskKey(RanOutKey+string(t.ID), OutcomeNotNeeded); err != nil {
				return err
			}
		}
		switch {
		case d.Verdict == goodturn.Send && t.Kind != goodturn.KindCall:
			if err := p.take(tx, b, t, d, drafts[i]); err != nil {
				return err
			}
		case d.Verdict == goodturn.Send || d.Verdict == goodturn.ToTask:
			if err := p.handOver(tx, b, t, d); err != nil {
				return err
			}
		case d.Verdict == goodturn.Wait:
			t.DueAt = decide.LookAgain(t, d)
			if _, at, ok := decide.MoveBehind(tx.Now(), dues[i]); ok {
				t.Moved, t.DueAt = t.Moved+1, at
			}
			if _, err := tx.SaveWaiting(t); err != nil {
				return err
			}
			if err := p.sayMissing(tx, b, t, d, dues[i].Missing); err != nil {
				return err
			}
			if err := p.sayRanOut(tx, b, t, d, dues[i].RanOut); err != nil {
				return err
			}
		default:
			state := goodturn.Skipped
			if d.Verdict == goodturn.Expire {
				state = goodturn.Expired
			}
			if _, err := tx.EndTouch(t, state, t.Reasons); err != nil {
				return err
			}
		}
	}
	return nil
}

// RanOutKey begins the key of the task to look again at words of one's own of which a figure has run out; their message follows.
const RanOutKey = "ran_out:"

// sayRanOut gives a message back to its owner whose own words quote what no longer holds: no approval stands, and nothing is lost.
func (p *Program) sayRanOut(tx *store.Tx, b *docket, t goodturn.Touch, d goodturn.Decision, gone string) error {
	if !slices.Contains(d.Codes(), goodturn.ReasonRanOut) {
		return nil
	}
	if _, err := tx.Disapprove(t.ID); err != nil {
		return err
	}
	return p.openTask(tx, goodturn.Task{ContactID: t.ContactID, OwnerID: t.OwnerID, TouchID: t.ID, Kind: goodturn.TaskMissing, Key: RanOutKey + string(t.ID),
		Title: "Look again at your words to " + cmp.Or(b.person(t.ContactID).Contact.Name(), "this client"), Why: "They do not go as they are: " + gone + ". They are kept; change them, or go back to the plan's."})
}

// sayMissing asks the owner for a fact that a message waits for: no message goes out with a hole in it, and none waits unseen.
func (p *Program) sayMissing(tx *store.Tx, b *docket, t goodturn.Touch, d goodturn.Decision, missing []string) error {
	if len(missing) == 0 || !slices.Contains(d.Codes(), goodturn.ReasonMissing) {
		return nil
	}
	c := b.person(t.ContactID).Contact
	task := goodturn.Task{
		ContactID: t.ContactID, OwnerID: t.OwnerID, TouchID: t.ID, Kind: goodturn.TaskMissing, Key: "missing:" + string(t.ContactID) + ":" + missing[0],
		Title: "Something is missing to write to " + c.Name(), Why: "Not known: " + strings.ReplaceAll(strings.Join(missing, ", "), "_", " ") + ".",
	}
	if missing[0] == "greeting" || missing[0] == "names" || missing[0] == "first_name" {
		task.Kind, task.Key, task.Title = goodturn.TaskFixName, "fix_name:"+string(t.ContactID), "How do you greet "+c.Name()+"?"
		task.Why = "The name is unclear, and no message goes out with a hole in it."
	}
	switch missing[0] {
	case "offer":
		task.Title, task.Why = "Think of something useful for "+c.Name(), "A message is due that gives and does not ask: an article, a congratulation, somebody they should meet. Note it on their page."
	case "note_fact":
		task.Title, task.Why = "What keeps "+c.Name()+" busy?", "A message is due that asks how it goes. Note one fact on their page that may be spoken of."
	case "shared_work":
		task.Title, task.Why = "What did you and "+c.Name()+" do together?", "A message is due that looks back at it. Note it on their page."
	}
	return p.openTask(tx, task)
}

// take makes a claim, which is written with those of the batch: the gates of the person, of the household and of the mailbox, the
// delivery with its lease, and, for an ask, the ask itself. If somebody else passed a gate first, the touch stays due and is judged
// again with the facts as they are then.
func (p *Program) take(tx *store.Tx, b *docket, t goodturn.Touch, d goodturn.Decision, dr *Written) error {
	owner := dr.About.Owner
	to, found := address(b.person(t.ContactID).Identities, d.Channel)
	if found = found || d.Channel == goodturn.ChannelDM; !found || dr.Wording == "" {
		return fmt.Errorf("the judgement sent touch %s, for which there is no address or no words", t.ID)
	}
	asks := t.Kind == goodturn.KindAsk
	gates := append(gateKeys(t, owner.ID), b.companyGate(t)...)
	if !b.want(t, gates, asks) {
		return nil
	}
	token, err := p.chance(12)
	if err != nil {
		return err
	}
	del := store.Delivery{
		Delivery: goodturn.Delivery{
			ID: tx.NewID(), TouchID: t.ID, ContactID: t.ContactID, UserID: owner.ID, Attempt: 1, Seq: b.seq(), Channel: d.Channel, Address: to.Value,
			Node: p.Node, Boot: p.Boot, Token: token, LeaseUntil: tx.Now().Add(LeaseFor), PolicyVersion: d.Policy,
			ConsentID: b.consentFor(t.ContactID, d.Channel, to.Value), InReplyTo: dr.Thread.MessageID,
		},
		EnrolmentID: t.EnrolmentID, Kind: t.Kind, Step: t.Step,
	}
	del.MessageID = p.messageID(del.ID, fromAddress(owner))
	switch {
	case asks:
		del.AskID = b.askID(t.ID)
	case t.Kind == goodturn.KindReminder:
		if del.AskID, err = b.reminds(t); err != nil {
			return err
		}
	}
	b.goes(t)
	b.claims = append(b.claims, &claimed{touch: t, delivery: del, draft: dr, legal: d.LegalAt, gates: gates, first: b.isNew(t.ContactID)})
	b.left(t, dr)
	return nil
}

// trigger names what prompted an ask.
func trigger(t goodturn.Touch) string {
	if t.Manual {
		return hand
	}
	return "plan"
}

// address is where a person is reached on a channel: the primary identity first, never a dead one.
func address(ids []goodturn.Identity, c goodturn.Channel) (goodturn.Identity, bool) {
	kind := goodturn.IdentityEmail
	switch c {
	case goodturn.ChannelSMS:
		kind = goodturn.IdentityPhone
	case goodturn.ChannelDM: // the owner knows where the two write to each other
		return goodturn.Identity{}, false
	}
	best := -1
	for i, id := range ids {
		if id.Kind != kind || id.Status == goodturn.IdentityBounced {
			continue
		}
		if best < 0 || id.Primary && !ids[best].Primary {
			best = i
		}
	}
	if best < 0 {
		return goodturn.Identity{}, false
	}
	return ids[best], true
}

// handOver turns a touch into a task for a person.
func (p *Program) handOver(tx *store.Tx, b *docket, t goodturn.Touch, d goodturn.Decision) error {
	if ok, err := tx.EndTouch(t, goodturn.Tasked, t.Reasons); err != nil || !ok {
		return err
	}
	person := b.person(t.ContactID)
	step, _ := b.step(t)
	kind, title := taskFor(d, t.Kind)
	title += " " + person.Contact.Name()
	if t.Kind == goodturn.KindCall && step.Title != "" {
		title += ": " + strings.ToLower(step.Title[:1]) + step.Title[1:]
	}
	var why []string
	for _, r := range d.Reasons {
		line := r.Code.Info().Sentence
		if r.Evidence != "" {
			line = strings.TrimSuffix(line, ".") + ": " + r.Evidence + "."
		}
		why = append(why, line)
	}
	key, say := string(t.ID), openingLine(person.Contact, t.Kind, packOf(p, t.Playbook))
	if kind == goodturn.TaskFixAddress || kind == goodturn.TaskNoAddress {
		key, say = string(t.ContactID), "" // an address is mended once, however many messages wait for it
	}
	return p.openTask(tx, goodturn.Task{
		ContactID: t.ContactID, OwnerID: t.OwnerID, TouchID: t.ID, Kind: kind, Title: title, Why: strings.Join(why, " "), Say: say,
		Urgent: kind == goodturn.TaskCall && t.Kind != goodturn.KindCall, DueAt: tx.Now(), Key: string(kind) + ":" + key,
	})
}

// taskFor says what a person is asked to do when a touch is handed over.
func taskFor(d goodturn.Decision, kind goodturn.Kind) (goodturn.TaskKind, string) {
	if kind == goodturn.KindCall || len(d.Reasons) == 0 {
		return goodturn.TaskCall, "Call"
	}
	switch d.Reasons[0].Code {
	case goodturn.ReasonBounced:
		return goodturn.TaskFixAddress, "Fix the address of"
	case goodturn.ReasonNoAddress:
		return goodturn.TaskNoAddress, "Find an e-mail address for"
	case goodturn.ReasonMissing, goodturn.ReasonRequires:
		return goodturn.TaskMissing, "Something is missing to write to"
	case goodturn.ReasonNoConsent, goodturn.ReasonConsentEnded:
		return goodturn.TaskText, "Write yourself to"
	}
	return goodturn.TaskCall, "Call"
}

// openingLine is a first sentence for a call that does not betray watching. Somebody known from work has no date with us.
func openingLine(c goodturn.Contact, kind goodturn.Kind, pack string) string {
	switch {
	case c.NoteFact != "":
		return "Last time you told me about this: " + strings.TrimSuffix(c.NoteFact, ".") + ". How did it go?"
	case kind == goodturn.KindCall && pack != message.PackProfessional:
		return "I was thinking of you because of the date. How is everything?"
	}
	return "I had you on my mind. How are you?"
}

// openTask opens a task, unless the same one is open already.
func (p *Program) openTask(tx *store.Tx, t goodturn.Task) error {
	if t.DueAt.IsZero() {
		t.DueAt = tx.Now()
	}
	if t.Key == "" {
		t.Key = string(t.Kind) + ":" + string(t.ContactID)
	}
	isNew, err := tx.OpenTask(&t)
	if err != nil || !isNew {
		return err
	}
	return p.News.AnnounceTask(tx, t)
}

// chance gives n random bytes in hex.
func (p *Program) chance(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(p.Rand, b); err != nil {
		return "", fmt.Errorf("read chance: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// households groups due touches by who shares a day: members of a household together, others alone. The order is that of the
// earliest due touch, so that the longest waiting is decided first.
func households(due []goodturn.Touch) [][]goodturn.Touch {
	var order []goodturn.ID
	by := map[goodturn.ID][]goodturn.Touch{}
	for _, t := range due {
		key := t.HouseholdID
		if key == "" {
			key = t.ContactID
		}
		if by[key] == nil {
			order = append(order, key)
		}
		by[key] = append(by[key], t)
	}
	out := make([][]goodturn.Touch, 0, len(order))
	for _, k := range order {
		g := by[k]
		slices.SortStableFunc(g, func(a, b goodturn.Touch) int { return a.DueAt.Compare(b.DueAt) })
		out = append(out, g)
	}
	return out
}
