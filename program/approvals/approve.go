package approvals

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/quotes"
	"github.com/goodturn-app/goodturn/store"
)

// Approved says what an approval did.
type Approved struct {
	Touches   []goodturn.ID   // those that may go now
	TooLate   []goodturn.ID   // those that are no longer waiting: sent, skipped, or out of time
	Changed   []program.Draft // those that read otherwise than whoever approved them saw: they wait on
	BackUntil time.Time       // until then it can be taken back
}

// Approve lets touches go, in the name of by, whatever they say: for whoever writes their words in the same breath. Nothing leaves within
// the first five minutes, so that it can be taken back.
func (p *Approvals) Approve(ctx context.Context, by goodturn.ID, touches ...goodturn.ID) (Approved, error) {
	return p.approve(ctx, by, func(tx *store.Tx, _ *Approved) ([]goodturn.Touch, error) { return tx.Touches(touches) })
}

// TakeBack takes an approval back, within five minutes and as long as nothing left. CodeConflict if all of it is too late.
func (p *Approvals) TakeBack(ctx context.Context, by goodturn.ID, touches ...goodturn.ID) (out Approved, err error) {
	// Before every Write: it races the message that it wants to stop.
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		out = Approved{}
		have, err := tx.Touches(touches)
		if err != nil {
			return err
		}
		for _, t := range have {
			if t.ApprovedAt.IsZero() || tx.Now().Sub(t.ApprovedAt) > goodturn.TakeBack {
				out.TooLate = append(out.TooLate, t.ID)
				continue
			}
			ok, err := tx.Disapprove(t.ID)
			if err != nil {
				return err
			}
			if ok {
				out.Touches = append(out.Touches, t.ID)
			} else {
				out.TooLate = append(out.TooLate, t.ID)
			}
		}
		return nil
	})
	if err == nil && len(out.Touches) == 0 {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "It is too late to take this back.", Hint: "Five minutes after your approval it may be on its way."}
	}
	return out, err
}

// Edited says what became of the owner's own words.
type Edited struct {
	Findings []message.Finding // what could be better; those that block were refused instead
	Letter   message.Letter    // as the person would get it
}

// Own is what the owner writes into one message.
type Own struct {
	Words         bool // other words: Subject and Body, written as Draft gave them; empty ones bring the playbook's back
	Subject, Body string
	Below         bool // another line below: PS; empty takes it away
	PS            string
}

// Write gives one message the owner's own words, all of them or none. Matters of taste are only pointed out; what would be illegal, or
// would leave a hole, is refused with CodeInvalid. An approval given before is void: it was for other words.
func (p *Approvals) Write(ctx context.Context, by, touch goodturn.ID, own Own) (out Edited, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		out = Edited{}
		t, err := tx.LockTouch(touch)
		if err != nil {
			return err
		}
		if own.Below {
			var more []message.Finding
			was := t.PS
			if t.PS, more, err = checkPS(t, own.PS); err != nil {
				return err
			}
			out.Findings = more
			ok, err := tx.AddPS(t.ID, t.PS)
			if err := gone(ok, err); err != nil {
				return err
			}
			if was != t.PS {
				if _, err := tx.Disapprove(t.ID); err != nil {
					return err
				}
			}
		}
		was, before := t.Edited, t.Quotes
		t.Quotes = nil
		if own.Words {
			t.Subject, t.Body = strings.TrimSpace(own.Subject), strings.TrimSpace(own.Body)
			t.Edited = t.Subject+t.Body != ""
		}
		compiled, err := p.compileOwn(tx, t)
		if err != nil {
			return err
		}
		l, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return err
		}
		if l.Written == nil {
			return goodturn.Invalid("body", "This step has no words.", "It is something that you do yourself.")
		}
		out.Letter = l.Written.Letter
		quoted, lasting := p.quoting(l, before)
		if err := tx.Quote(t.ID, quoted, quotes.StandUntil(quoted, t.Zone)); err != nil {
			return err
		}
		out.Findings = append(out.Findings, lasting...)
		if _, err := tx.DoneTaskKey(program.RanOutKey+string(t.ID), program.OutcomeFixed); err != nil {
			return err
		}
		if !own.Words {
			return nil
		}
		if t.Edited {
			if l.Written.Letter.Text == "" {
				return goodturn.Invalid("body", "Something that these words print is not known: "+strings.Join(l.Written.Missing, ", ")+".", "Add it on the person's page, or write around it.")
			}
			found := p.Lint(l.Written, t, compiled, l.Written.Thread)
			if i := slices.IndexFunc(found, func(f message.Finding) bool { return f.Severity == message.Block }); i >= 0 {
				f := found[i]
				return &goodturn.Error{Code: goodturn.CodeInvalid, Field: "body", Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Fix}
			}
			f, alike, err := p.readThere(tx, t, l.Written)
			if err != nil {
				return err
			}
			if alike {
				return goodturn.Invalid("body", f.Message, f.Fix)
			}
			out.Findings = append(found, out.Findings...)
		}
		ok, err := tx.EditTouch(t.ID, t.Subject, t.Body)
		if was != t.Edited {
			n := 1
			if was {
				n = -1
			}
			tx.Count(tx.Now(), "edited", goodturn.AutoStep(t.Playbook, t.Step), n)
		}
		return gone(ok, err)
	})
	if err == nil {
		p.Wake("sweep") // what waited for other words may go now
	}
	return out, err
}

// readThere objects to words that somebody else at the same company got, or is about to get.
func (p *Approvals) readThere(tx *store.Tx, t goodturn.Touch, w *program.Written) (f message.Finding, alike bool, err error) {
	r, found, err := program.RequestOf(tx, t)
	if err != nil || !found {
		return f, false, err
	}
	there, err := p.RepeatedIn(tx, r, t, w.Filled.Text, true)
	return message.Finding{Severity: message.Block, Message: there.Says(t.Zone), Fix: "People at one company show each other what they get. Say it in other words, and say why you ask this very person."}, there.Who != "", err
}

// EditTouch is Write for the words alone.
func (p *Approvals) EditTouch(ctx context.Context, by, touch goodturn.ID, subject, body string) (Edited, error) {
	return p.Write(ctx, by, touch, Own{Words: true, Subject: subject, Body: body})
}

// compileOwn reads the owner's words for one message; nil where there are none. What cannot be read is the owner's to mend.
func (p *Approvals) compileOwn(tx *store.Tx, t goodturn.Touch) (*message.Template, error) {
	if !t.Edited {
		return nil, nil
	}
	form, src := playbook.FormOf(t.Channel), t.Body
	if form == message.Email {
		src = message.JoinSource(t.Subject, t.Body)
	}
	own, err := message.Compile(message.Source{File: "your own words", Text: src, Form: form}, message.CatalogueFor(p.PackOf(t.Playbook)))
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, Field: "body", Message: "These words cannot be read: " + err.Error() + ".", Hint: "Leave what stands in double braces as it was, or take it out whole.", Err: err}
	}
	return own, nil
}

// MaxPS is the most characters of a P.S.
const MaxPS = 240

// AddPS is Write for the line below alone.
func (p *Approvals) AddPS(ctx context.Context, by, touch goodturn.ID, ps string) ([]message.Finding, error) {
	out, err := p.Write(ctx, by, touch, Own{Below: true, PS: ps})
	return out.Findings, err
}

// checkPS gives a P.S. as it would be kept, and what the rules for a line below that message say of it.
func checkPS(t goodturn.Touch, ps string) (line string, findings []message.Finding, err error) {
	line = strings.Join(strings.Fields(ps), " ")
	if utf8.RuneCountInString(line) > MaxPS {
		return line, nil, goodturn.Invalid("ps", "A P.S. is one line.", fmt.Sprintf("Keep it below %d characters.", MaxPS))
	}
	if line == "" {
		return line, nil, nil
	}
	findings = message.LintPS(t.Kind, line)
	for _, f := range findings {
		if f.Severity == message.Block {
			return line, findings, goodturn.Invalid("ps", f.Message, f.Fix)
		}
	}
	return line, findings, nil
}

// SkipTouch leaves one message out; the plan goes on.
func (p *Approvals) SkipTouch(ctx context.Context, by, touch goodturn.ID) error {
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.Touch(touch)
		if err != nil {
			return err
		}
		d := goodturn.Decision{TouchID: t.ID, At: tx.Now(), Verdict: goodturn.Skip, LegalAt: t.LegalAt, Channel: t.Channel,
			Reasons: []goodturn.Reason{{Code: goodturn.ReasonSkippedByHand, Verdict: goodturn.Skip, Evidence: "you left it out on " + program.DayIn(tx.Now(), t.Zone).Long()}}}
		ok, err := tx.EndTouch(t, goodturn.Skipped, d.Codes())
		if err := gone(ok, err); err != nil {
			return err
		}
		if err := tx.InsertDecisions(d); err != nil {
			return err
		}
		if _, err := tx.DoneTaskKey(program.RanOutKey+string(t.ID), program.OutcomeNotNeeded); err != nil {
			return err
		}
		return p.CloseApprovalsIn(tx)
	})
}

// gone turns "no longer planned" into an error for people.
func gone(ok bool, err error) error {
	if err == nil && !ok {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "This message is not waiting any more.", Hint: "Look at the person's page: it may have been sent or left out meanwhile."}
	}
	return err
}

// Shown is one message as it reads today.
type Shown struct {
	program.Draft
	Aging string // what becomes by its day of the market's figures in it; empty where it quotes none or goes soon
}

// Draft shows one message. CodeInvalid for a step without words, such as a call.
func (p *Approvals) Draft(ctx context.Context, touch goodturn.ID) (out Shown, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		t, err := tx.Touch(touch)
		if err != nil {
			return err
		}
		l, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return err
		}
		if l.Written == nil {
			return goodturn.Invalid("touch", "This step has no words.", "It is something that you do yourself.")
		}
		out.Aging = aging(l)
		out.Draft, err = l.Draft()
		return err
	})
	return out, err
}

// Waiting is one message that waits for an approval.
type Waiting struct {
	program.Draft
	Ends  time.Time // after this it expires by itself; zero: it does not
	Alone bool      // it was asked by hand, and is never approved together with others
}

// Approvals lists what leaves within the given time and waits for somebody's approval, soonest first: at most limit, with their
// words. An empty owner means everybody's.
func (p *Approvals) Approvals(ctx context.Context, owner goodturn.ID, within time.Duration, limit int) (out []Waiting, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s = s.WithDefaults()
		page := store.TouchPage{To: tx.Now().Add(within), OwnerID: owner, Limit: pageSize}
		for len(out) < limit {
			ts, err := tx.PlannedTouches(page)
			if err != nil || len(ts) == 0 {
				return err
			}
			page.After = ts[len(ts)-1]
			for _, t := range ts {
				if !p.NeedsApproval(s, t) || len(out) == limit {
					continue
				}
				l, err := p.Look(tx, t, tx.Now())
				if err != nil {
					return err
				}
				if l.Written == nil {
					continue
				}
				d, err := l.Draft()
				if err != nil {
					return err
				}
				w := Waiting{Draft: d}
				w.Ends, _ = decide.Ends(t)
				out = append(out, w)
			}
		}
		return nil
	})
	return out, err
}

// Offer is a step that may go by itself from now on, if the owner agrees: enough of it went out as it was.
type Offer struct {
	Playbook string
	Step     string
	Title    string
	Unedited int // messages of it that went out unedited
}

// Offers lists the steps that have earned it and do not go by themselves yet. Where two plans in use have a step of one name, nobody
// knows which of them earned it, and neither is offered.
func (p *Approvals) Offers(ctx context.Context) (out []Offer, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		s, err := tx.Settings()
		if err != nil || !s.WithDefaults().Approve {
			return err
		}
		s = s.WithDefaults()
		n, err := sentUnedited(tx)
		if err != nil {
			return err
		}
		steps, err := p.stepsInUse(s)
		if err != nil {
			return err
		}
		for _, step := range steps {
			unedited := n[goodturn.AutoStep(step.playbook, step.Name)]
			if unedited >= goodturn.ApprovalsToAuto && !step.ByHand && !s.GoesByItself(step.playbook, step.Name) {
				out = append(out, Offer{step.playbook, step.Name, step.Title, unedited})
			}
		}
		return nil
	})
	return out, err
}

// stepInUse is a step of a plan in use.
type stepInUse struct {
	goodturn.Step
	playbook string
}

// stepsInUse are the steps of all plans in use, plan by plan.
func (p *Approvals) stepsInUse(s goodturn.Settings) (out []stepInUse, err error) {
	for _, name := range s.Packs() {
		pack, err := p.ShippedPack(name)
		if err != nil {
			return nil, err
		}
		for _, step := range pack.Playbook.Steps {
			out = append(out, stepInUse{step, pack.Playbook.Name})
		}
	}
	return out, nil
}

// offerWithin is how far back messages count for an offer.
const offerWithin = 400 // days

// sentUnedited counts, by goodturn.AutoStep, what went out as the playbook has it. An edit counts when it is made, so that a step with edits
// still waiting has not earned anything with them.
func sentUnedited(tx *store.Tx) (map[string]int, error) {
	out := map[string]int{}
	today := goodturn.DateOf(tx.Now().UTC())
	sent, err := tx.Counts("went", today.AddDays(-offerWithin), today)
	if err != nil {
		return nil, err
	}
	for _, c := range sent {
		out[c.Dim] += int(c.N)
	}
	edited, err := tx.Counts("edited", today.AddDays(-offerWithin), today)
	for _, c := range edited {
		out[c.Dim] -= int(c.N)
	}
	return out, err
}

// LetStepGo lets a step of a plan in use go by itself, or asks for approval of it again; an empty plan is the first that has the step. It
// can be set at any time; the offer comes after ten. CodeNotFound if no plan in use has it, CodeInvalid for what is asked by hand.
func (p *Approvals) LetStepGo(ctx context.Context, by goodturn.ID, plan, step string, auto bool) error {
	return p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		steps, err := p.stepsInUse(s.WithDefaults())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(steps, func(x stepInUse) bool { return x.Name == step && (plan == "" || x.playbook == plan) })
		if i < 0 {
			return goodturn.NotFound("step")
		}
		if steps[i].ByHand && auto {
			return goodturn.Invalid("step", "What is asked by hand is always read before it goes.", "Approve each one.")
		}
		name := goodturn.AutoStep(steps[i].playbook, step)
		s.AutoSteps = slices.DeleteFunc(s.AutoSteps, func(x string) bool { return x == name })
		if auto {
			s.AutoSteps = append(s.AutoSteps, name)
			slices.Sort(s.AutoSteps)
		}
		return nil
	})
}
