package answers

import (
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// AnswerPage is what somebody sees who opens the link of an ask. It tells nothing about them: whoever finds the letter learns no
// more from the page than from the letter.
type AnswerPage struct {
	Owner    string // first name of the owner, in whose voice the page speaks
	FullName string // and the whole name, for the foot of the page
	Firm     string // empty: none, or the business goes by that name
	Phone    string
	Question string
	About    string // what the question is about, a sentence; empty where the question says it all
	Answers  []AnswerChoice
	Present  goodturn.Answer    // what they have answered; AnswerNone: nothing yet
	Words    string             // Present as this playbook words it
	Thanks   string             // what is said to somebody with that answer; empty without one
	Closed   bool               // the question is over: the page shows Present, and only refusals are still taken
	ReturnOn goodturn.Date      // "not now": nobody asks again before this day. Without an answer, the day it would be
	Share    *program.SharePage // after a yes
	Minds    bool               // after "call me": they may say whom they have in mind, and when to call
	Mind     program.InMind     // and have
	News     []FriendNews       // of friends they sent who let us say that we are in touch
	Stop     string             // token of the page that stops everything
	Asked    time.Time          // when the letter left
}

// AnswerChoice is one button.
type AnswerChoice struct {
	Answer goodturn.Answer
	Words  string
	Means  string // what happens when it is chosen
}

// answerPage gathers the page of an ask as it stands.
func (p *Answers) answerPage(tx *store.Tx, opened store.OpenedAsk) (AnswerPage, error) {
	ask, owner := opened.Ask, opened.Owner
	pack := p.PackOf(ask.Playbook)
	zone, today, err := p.todayFor(tx, ask)
	if err != nil {
		return AnswerPage{}, err
	}
	set, err := tx.Settings()
	if err != nil {
		return AnswerPage{}, err
	}
	page := AnswerPage{
		Owner: program.FirstName(owner), FullName: owner.Name, Firm: set.FirmOf(owner), Phone: owner.Voice.Phone, Question: questions[pack], Present: ask.Answer,
		Words: p.AnswerWords(ask.Playbook, ask.Answer), Closed: askClosed(ask, tx.Now()), ReturnOn: today.AddDays(snoozeDays(opened.Snooze)), Asked: ask.OpenedAt,
		Stop: p.Links.Token(link.Unsubscribe, ask.ContactID),
	}
	if !ask.SnoozeUntil.IsZero() {
		page.ReturnOn, _ = schedule.Local(ask.SnoozeUntil, zone)
	}
	if found, err := p.ShippedPack(ask.Playbook); err == nil && found.Playbook.NoteFirst(ask.Step) {
		page.Question = "May I send you a note that you can forward?"
	}
	page.Thanks = thanksFor(ask.Answer, pack, page)
	var answers []playbook.AnswerWord
	if found, err := p.ShippedPack(ask.Playbook); err == nil {
		answers = found.Playbook.Answers
	}
	for _, a := range answers {
		page.Answers = append(page.Answers, AnswerChoice{Answer: a.Answer, Words: a.Words, Means: meaning(a.Answer, pack, page.ReturnOn)})
	}
	if pack == message.PackProfessional {
		if err := p.requestPage(tx, ask, today, &page); err != nil {
			return AnswerPage{}, err
		}
		return page, nil
	}
	if ask.Answer == goodturn.AnswerYes || ask.Answer == goodturn.AnswerMiddle && pack == message.PackProduct {
		if owner, err = tx.User(ask.OwnerID); err != nil {
			return AnswerPage{}, err
		}
		if page.Share, err = p.SharePageIn(tx, ask, owner); err != nil {
			return AnswerPage{}, err
		}
	}
	if page.Minds = p.Minds(ask); page.Minds {
		r, _, err := program.InMindOf(tx, ask)
		if err != nil {
			return AnswerPage{}, err
		}
		page.Mind = program.InMind{First: r.Friend, When: r.Note}
	}
	if opened.Introduced {
		page.News, err = newsOf(tx, ask.ContactID)
	}
	return page, err
}

// todayFor is today where an ask was asked, with that zone: days that its page names are days there. Where the ask does not say it, it is
// looked up where the person lives.
func (p *Answers) todayFor(tx *store.Tx, ask goodturn.Ask) (*time.Location, goodturn.Date, error) {
	if zone, err := schedule.LoadZone(ask.Zone); err == nil && ask.Zone != "" {
		today, _ := schedule.Local(tx.Now(), zone)
		return zone, today, nil
	}
	return p.TodayOf(tx, ask.ContactID)
}

// FriendNews is all that whoever sent a friend is told of them.
type FriendNews struct {
	First   string // their first name
	InTouch bool   // the owner has said that the two have spoken; false: not yet
	Form    bool   // they left their name themselves
}

// newsOf names the friends whom somebody sent and who ticked that they may know it. It says nothing of what became of them.
func newsOf(tx *store.Tx, contact goodturn.ID) (out []FriendNews, err error) {
	list, err := tx.Referrals(contact)
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		if !r.MayTell || r.Friend == "" || !r.WithdrawnAt.IsZero() {
			continue
		}
		n := FriendNews{Form: r.Consent != ""}
		n.First, _, _ = strings.Cut(r.Friend, " ")
		if n.InTouch, err = met(tx, r); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// met reports whether the owner has said that the two have spoken: by noting a call, or by moving the card on. What came of it later is the
// friend's to tell.
func met(tx *store.Tx, r goodturn.Referral) (bool, error) {
	on := func(s goodturn.Stage) bool {
		return s == goodturn.StageQualified || s == goodturn.StageOpportunity || s == goodturn.StageWon
	}
	if on(r.Stage) {
		return true, nil
	}
	if r.FriendID != "" {
		s, err := program.StandingOf(tx, r.FriendID)
		if err != nil || s.LastTalk.After(r.CreatedAt) {
			return err == nil, err
		}
	}
	if r.Stage != goodturn.StageLost { // a card that was put back was moved on by mistake
		return false, nil
	}
	changes, err := tx.ReferralChanges(r.ID)
	return slices.ContainsFunc(changes, func(c goodturn.ReferralChange) bool {
		return c.What == "stage" && on(goodturn.Stage(c.Before))
	}), err
}

// requestPage says on the page what the letter asked, and what a yes means; there is nothing to share.
func (p *Answers) requestPage(tx *store.Tx, ask goodturn.Ask, today goodturn.Date, page *AnswerPage) error {
	t, err := tx.Touch(ask.TouchID)
	if err != nil {
		return err
	}
	r, found, err := program.RequestOf(tx, t)
	if err != nil || !found {
		return err
	}
	needs := "A few honest lines are all it needs"
	switch r.Kind {
	case goodturn.RequestRecommendation:
		page.Question = "Would you recommend me in a few lines?"
	case goodturn.RequestReference:
		page.Question, needs = "May I name you as a reference?", "Nothing is left to do now; I will tell you before anybody calls you"
	case goodturn.RequestIntroduction:
		needs = "Two lines to both of us are all it needs; I take it from there"
		if whom := message.Target(r.RequestFacts); whom != "" {
			page.Question = "Would you introduce me to " + whom + "?"
		}
	}
	if message.Printable(r.Goal, message.MaxRequestFact) {
		page.About = "It is about " + strings.TrimRight(r.Goal, ". ") + "."
	}
	if ask.Answer == goodturn.AnswerYes && !r.Over() {
		page.Thanks = "Thank you. That means a lot to me. " + needs + "."
		if by := r.Deadline(); by.Valid() && !today.After(by) && r.Kind != goodturn.RequestReference {
			page.Thanks += " By " + by.Letter() + " would help most."
		}
	}
	for i := range page.Answers {
		if page.Answers[i].Answer == goodturn.AnswerYes {
			page.Answers[i].Means = "I will thank you, and remind you at most once"
		}
	}
	return nil
}

// questions is what each pack's page asks, in the owner's voice.
var questions = map[string]string{
	message.PackRealEstate: "Would you pass my name on?", message.PackProduct: "Would you tell somebody about us?", message.PackProfessional: "Would you introduce me to somebody?",
}

// meaning says what happens when an answer is chosen, in the owner's voice.
func meaning(a goodturn.Answer, pack string, back goodturn.Date) string {
	switch a {
	case goodturn.AnswerYes:
		return "you get a short note that you can forward; nothing is sent for you"
	case goodturn.AnswerMiddle:
		switch pack {
		case message.PackProduct:
			return "you get a short text to forward when it suits you"
		case message.PackProfessional:
			return "I will say that we worked together, and nothing more"
		}
		return "I will call you once"
	case goodturn.AnswerNotNow:
		return "I will not ask again before " + back.Letter()
	case goodturn.AnswerNo:
		return "I will never ask again; everything else goes on"
	}
	return ""
}

// thanksFor is what somebody reads who has answered. Every answer is thanked, and none is argued with.
func thanksFor(a goodturn.Answer, pack string, page AnswerPage) string {
	switch a {
	case goodturn.AnswerYes:
		return "Thank you. That means a lot to me."
	case goodturn.AnswerMiddle:
		switch pack {
		case message.PackProduct:
			return "Thank you. Here is something that you can forward."
		case message.PackProfessional:
			return "Thank you. I will mention you kindly, and tell you how it went."
		}
		return "Thank you. I will call you soon."
	case goodturn.AnswerNotNow:
		return "Thank you for telling me. I will not ask again before " + page.ReturnOn.Letter() + "."
	case goodturn.AnswerNo:
		return "Thank you for telling me. I will not ask again. Everything else goes on as before."
	case goodturn.AnswerStop:
		return "Thank you for telling me. You will get no more messages from me."
	}
	return ""
}
