package friends

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// FriendForm is what a friend fills in. A name and one way to reach them suffice.
type FriendForm struct {
	Name    string
	Reach   string // an e-mail address or a telephone number
	Looking string // what they are looking for; may be empty
	MayTell bool   // the advocate may learn that they are in touch
	Version string // of the text that they agreed to
	Misses  int    // wrong codes from where the form comes from, in the hour before
	Corner  int    // forms from there in that hour, this one counted
	Device  string // where it comes from and the name of the browser; empty: unknown
}

// Referred is what became of a form. A friend who has sent it before, and one who is known already, read the same as anybody.
type Referred struct {
	Page SharedPage
	Self bool // it is the advocate: no introduction, and the owner hears that they may want something. The page says nothing of it
}

const (
	mostFriendName    = 120 // characters
	mostFriendLooking = 1000
	// sourceFriend is where contacts come from whom an advocate sent.
	sourceFriend = "referral"
	// friendGround is for how many days a friend's form is a ground for writing by ourselves: long enough for the one
	// confirmation. That the owner may get in touch is kept with the introduction, and does not end.
	friendGround = 3
)

// Refer takes in a friend who came by an advocate's code and asks to be contacted: an introduction, a call for the owner at once, and at
// most one confirmation to the friend. Told twice, nothing changes. Somebody who is a client already is noted as such, for the owner
// alone. CodeInvalid names the field; a code that leads nowhere is CodeNotFound.
func (p *Friends) Refer(ctx context.Context, code string, f FriendForm) (out Referred, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		out = Referred{}
		s, err := p.sharedCode(tx, code)
		if err != nil {
			return err
		}
		in, problem := readFriend(f)
		both := []goodturn.ID{s.by.ID}
		if problem == nil { // whom two people send to each other at one moment is waited for in one order
			have, err := tx.FindIdentity(in.identity.Kind, "", in.identity.Value)
			if err != nil {
				return err
			}
			for _, i := range have[:min(1, len(have))] {
				c, err := p.ContactIn(tx, i.ContactID)
				if err != nil {
					return err
				}
				both = append(both, c.ID)
			}
		}
		if err := program.LockPeople(tx, both...); err != nil { // two taps on one button are one introduction
			return err
		}
		if out.Page, err = p.sharedPage(tx, s); err != nil {
			return err
		}
		if problem != nil {
			return problem
		}
		if out.Self, err = isTheirs(tx, s.by, in.identity); err != nil {
			return err
		} else if out.Self {
			return p.callSelf(tx, s, in)
		}
		return p.refer(tx, s, in)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return out, err
}

// callSelf tells the owner that an advocate filled in the page that is meant for friends: they may want something themselves, and whoever
// reads "I will get in touch with you" has to be got in touch with.
func (p *Friends) callSelf(tx *store.Tx, s shared, f friend) error {
	t := goodturn.Task{ContactID: s.by.ID, OwnerID: s.owner.ID, Kind: goodturn.TaskCall, Key: "self:" + string(s.by.ID), DueAt: tx.Now(), Title: "Call " + s.by.Name() + ": they may want something themselves",
		Why: "Their own address was left on the page that they pass on to friends. No introduction was made of it."}
	if f.Looking != "" {
		t.Why += " What they are looking for: " + strings.TrimSuffix(f.Looking, ".") + "."
	}
	t.Say = "I saw that you left your name on the page. What can I do for you?"
	return p.OpenTaskIn(tx, t)
}

// friend is a form that could be read.
type friend struct {
	FriendForm
	identity goodturn.Identity
	notice   policy.FriendNotice
}

func readFriend(f FriendForm) (friend, error) {
	out := friend{FriendForm: f}
	out.Name, out.Looking = connect.OneLine(f.Name), connect.OneLine(f.Looking)
	switch {
	case out.Name == "":
		return out, goodturn.Invalid("name", "Your name is missing.", "A first name is enough.")
	case utf8.RuneCountInString(out.Name) > mostFriendName:
		return out, goodturn.Invalid("name", fmt.Sprintf("This name has more than %d characters.", mostFriendName), "A first name is enough.")
	case utf8.RuneCountInString(out.Looking) > mostFriendLooking:
		return out, goodturn.Invalid("looking", fmt.Sprintf("This has more than %d characters.", mostFriendLooking), "One sentence is enough; the rest is for the talk.")
	}
	var known bool
	if out.notice, known = policy.FriendNoticeNamed(f.Version); !known {
		return out, goodturn.Invalid("consent", "The page has changed since you opened it.", "Read the lines above the button once more, and send it again.")
	}
	reach := connect.OneLine(f.Reach)
	var err error
	switch {
	case reach == "":
		return out, goodturn.Invalid("reach", "There is no way to reach you yet.", "Give an e-mail address or a telephone number.")
	case len(reach) > 320:
		return out, goodturn.Invalid("reach", "This is neither an e-mail address nor a telephone number.", "Give one of the two.")
	case strings.Contains(reach, "@"):
		out.identity.Kind = goodturn.IdentityEmail
		out.identity.Value, err = program.ReadEmail(reach)
	default:
		out.identity.Kind = goodturn.IdentityPhone
		out.identity.Value, err = program.ReadPhone(reach)
	}
	if err != nil {
		return out, reachProblem(err)
	}
	out.identity.Shown, out.identity.Primary, out.identity.Status = reach, true, goodturn.IdentityNew
	return out, nil
}

// reachProblem says under the name of the form's one field what is wrong with an address or a number.
func reachProblem(err error) error {
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		return err
	}
	return goodturn.Invalid("reach", "This is neither an e-mail address nor a telephone number that I can use.", "An address looks like lee@example.com; write a number with its area code.")
}

// isTheirs reports whether an address is the advocate's own.
func isTheirs(tx *store.Tx, c goodturn.Contact, i goodturn.Identity) (bool, error) {
	own, err := tx.Identities(c.ID)
	for _, o := range own {
		if o.Kind == i.Kind && o.Value == i.Value {
			return true, err
		}
	}
	return false, err
}

func (p *Friends) refer(tx *store.Tx, s shared, f friend) error {
	c, fresh, err := p.friendContact(tx, s, f)
	if err != nil {
		return err
	}
	if err := program.LockPeople(tx, c.ID); err != nil { // two people may send one friend at the same moment
		return err
	}
	before, err := tx.ReferralsOfFriend(c.ID)
	if err != nil {
		return err
	}
	claim := goodturn.Claim{ContactID: s.by.ID, Source: goodturn.ReferralByCode, Evidence: "code " + link.Spoken(s.code.Code), Confidence: 100}
	for _, r := range before {
		if r, err = tx.LockReferral(r.ID); err != nil { // its card may be moved at this moment
			return err
		}
		if r.FriendID != c.ID || r.ReferrerID == c.ID || r.Stage == goodturn.StageWon || r.Stage == goodturn.StageLost {
			continue // their own deals, and what is over
		}
		if r.ReferrerID == s.by.ID {
			return p.againReferred(tx, r, f)
		}
		claim.ReferralID = r.ID // two people sent the same friend: both are kept, and the owner sees both
		claims, err := tx.Claims(r.ID)
		if err != nil {
			return err
		}
		for _, have := range claims {
			if have.ContactID == s.by.ID && have.Source == goodturn.ReferralByCode {
				return nil
			}
		}
		return tx.InsertClaim(&claim)
	}
	r := goodturn.Referral{
		ReferrerID: s.by.ID, FriendID: c.ID, AskID: s.code.AskID, OwnerID: s.owner.ID, Code: s.code.Code, Friend: f.Name, Note: f.Looking, Source: goodturn.ReferralByCode,
		Tag: s.ask.Tag(), Consent: f.notice.Rule, ConsentAt: tx.Now(), MayTell: f.MayTell, KnownBefore: !fresh && c.Source != sourceFriend, Misses: f.Misses, Corner: f.Corner,
	}
	if f.identity.Kind == goodturn.IdentityEmail {
		r.Email = f.identity.Value
	} else {
		r.Phone = f.identity.Value
	}
	if err := rewards.FormFrom(tx, &r, f.Device); err != nil {
		return err
	}
	if err := p.IntroduceIn(tx, &r, claim); err != nil {
		return err
	}
	if err := p.callFriend(tx, s, c, r); err != nil {
		return err
	}
	if !fresh || r.Email == "" {
		return nil
	}
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	_, err = p.OnceIn(tx, c, playbook.OnceFriend, r.ID, bookOf(s.ask, set.WithDefaults()), 0, true)
	return err
}

// bookOf is the playbook whose pack a letter to a friend belongs to.
func bookOf(ask goodturn.Ask, s goodturn.Settings) string {
	if ask.Playbook != "" {
		return ask.Playbook
	}
	return s.Pack
}

// againReferred adds what a friend says the second time.
func (p *Friends) againReferred(tx *store.Tx, r goodturn.Referral, f friend) error {
	changed := false
	if f.MayTell && !r.MayTell {
		r.MayTell, changed = true, true
	}
	if f.Looking != "" && !strings.Contains(r.Note, f.Looking) {
		if utf8.RuneCountInString(r.Note)+utf8.RuneCountInString(f.Looking) < 2*mostFriendLooking {
			r.Note, changed = strings.TrimSpace(r.Note+" "+f.Looking), true
		}
	}
	if !changed {
		return nil
	}
	if err := tx.UpdateReferral(&r); err != nil {
		return err
	}
	return tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: r.ID, What: "friend", After: "wrote again"})
}

// friendContact finds or makes the contact of a friend. A friend belongs to no plan: nothing of ours enrols somebody without a deal.
func (p *Friends) friendContact(tx *store.Tx, s shared, f friend) (c goodturn.Contact, fresh bool, err error) {
	have, err := tx.FindIdentity(f.identity.Kind, "", f.identity.Value)
	if err != nil {
		return c, false, err
	}
	if len(have) > 0 {
		c, err = p.ContactIn(tx, have[0].ContactID)
		return c, false, err
	}
	name := connect.ReadName(f.Name)
	rec := connect.Record{Given: name.Given, Family: name.Family, Full: f.Name}
	c = goodturn.Contact{OwnerID: s.owner.ID, Given: name.Given, Family: name.Family, Source: sourceFriend}
	if c.Given+c.Family == "" {
		c.Given = f.Name
	}
	c.Greeting, _ = connect.Greeting(&rec)
	if utf8.RuneCountInString(c.Greeting) > 40 || strings.ContainsFunc(c.Greeting, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -'’", r)
	}) {
		c.Greeting = "" // the letter then greets nobody by name: whoever fills in a form must not write in the owner's letter
	}
	c.ID, c.SortKey = tx.NewID(), connect.SortKey(c)
	f.identity.ContactID = c.ID
	if n, err := tx.InsertIdentities([]goodturn.Identity{f.identity}); err != nil {
		return c, false, err
	} else if n == 0 { // another form of the same friend was faster, and has ended by now
		if have, err = tx.FindIdentity(f.identity.Kind, "", f.identity.Value); err != nil {
			return c, false, err
		}
		if len(have) == 0 {
			return c, false, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "This cannot be written down right now.", Hint: "Try again in a minute."}
		}
		c, err = p.ContactIn(tx, have[0].ContactID)
		return c, false, err
	}
	if err := tx.InsertContact(&c); err != nil {
		return c, false, err
	}
	if err := tx.IndexContacts(c.ID); err != nil {
		return c, false, err
	}
	set, err := tx.Settings()
	if err != nil {
		return c, false, err
	}
	if f.identity.Kind == goodturn.IdentityEmail {
		if err := tx.AppendConsents(goodturn.Consent{
			ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: f.identity.Value, Basis: goodturn.BasisExpress, Notice: f.notice.For(s.owner.Name), Source: "friend's form, " + f.notice.Rule,
			Signer: f.Name, Region: set.Region, At: tx.Now(), ExpiresAt: tx.Now().Add(friendGround * goodturn.Day),
		}); err != nil {
			return c, false, err
		}
	}
	_, err = p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventAdded, Source: "page"})
	return c, true, err
}

// callFriend gives the owner the call, or the letter, at once.
func (p *Friends) callFriend(tx *store.Tx, s shared, c goodturn.Contact, r goodturn.Referral) error {
	t := goodturn.Task{ContactID: c.ID, OwnerID: r.OwnerID, Kind: goodturn.TaskCall, Urgent: true, Key: program.FriendKey(r.ID), Title: "Call " + r.Friend + ": " + s.by.Name() + " sent them"}
	t.Why = "They left their name on the page that " + s.by.Name() + " passed on, and asked you to get in touch."
	if r.Phone == "" {
		t.Title = "Write to " + r.Friend + ": " + s.by.Name() + " sent them"
		t.Why += " Their address: " + r.Email + "."
	} else {
		t.Why += " Their number: " + r.Phone + "."
	}
	if r.Note != "" {
		t.Why += " What they are looking for: " + strings.TrimSuffix(r.Note, ".") + "."
	}
	if r.KnownBefore {
		t.Why += " You know them already, as " + c.Name() + "."
	}
	if !r.MayTell {
		t.Why += " They did not tick that " + s.by.Name() + " may know that you are in touch."
	}
	t.Say = s.by.Given + " thought that the two of us should talk. What are you looking for?"
	return p.OpenTaskIn(tx, t)
}
