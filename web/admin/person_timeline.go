package admin

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// toldProps are the properties of an event.
type toldProps map[string]any

func (p toldProps) text(name string) string {
	s, _ := p[name].(string)
	return s
}

// eventMoment is one event of the timeline as a sentence. Names and texts that come from outside stay quoted.
func eventMoment(e goodturn.Event, c view.Card) Moment {
	var p toldProps
	_ = json.Unmarshal(e.Props, &p) // an event without readable properties still has its name and time
	m := Moment{When: say.Clock(e.At, c.Now, c.Zone), Text: eventWords(e, p, c)}
	if e.Name == goodturn.EventClosing { // a date, not an instant
		m.When = say.DayOf(goodturn.DateOf(e.At.In(c.Zone)), c.Now.In(c.Zone))
		if d, err := goodturn.ParseDate(p.text("date")); err == nil && d.After(goodturn.DateOf(e.ReceivedAt.In(c.Zone))) {
			m.Text = "A closing was noted for " + d.Long() + "."
		}
	}
	if text := p.text("text"); text != "" {
		m.Note = "“" + text + "”"
	}
	if touch := p.text("touch_id"); e.Name == goodturn.EventSent && touch != "" {
		m.Acts = []Action{{Text: "Read", About: goodturn.LowerFirst(m.Text), Href: "/messages/" + touch, Style: "quiet"}}
	}
	return m
}

func eventWords(e goodturn.Event, p toldProps, c view.Card) string {
	who := firstWord(c.Contact.Given, c.Contact.Name(), "They")
	over, _ := p["over"].(bool)
	if over {
		return "You took back: " + goodturn.LowerFirst(lifeWords(e, p, c))
	}
	switch e.Name {
	case goodturn.EventClosing:
		return "The closing."
	case goodturn.EventClosingFixed:
		return "A deal was corrected; what had not left was planned anew."
	case goodturn.EventImported:
		return "Came with a list."
	case goodturn.EventAdded:
		return "Added by hand."
	case goodturn.EventEdited:
		if h := p.text("household"); h != "" {
			return "The household was changed."
		}
		switch p.text("days") {
		case "own":
			return "You chose days of their own for what they hear."
		case "everybody":
			return "They hear on everybody's days again."
		}
		return "What is on file was corrected" + changed(p) + "."
	case goodturn.EventMerged:
		if n := p.text("name"); n != "" {
			return "Put together with " + n + "."
		}
		return "Put together with somebody else."
	case goodturn.EventSplit:
		if n := p.text("name"); n != "" {
			return n + " got an entry of their own."
		}
		if p.text("other") != "" {
			return "The other one in this entry got an entry of their own."
		}
		return "Taken apart again."
	case goodturn.EventLeftOut:
		if why := p.text("why"); why != "" {
			return "You left them out: " + sentence(why)
		}
		return "You left them out."
	case goodturn.EventTakenIn:
		return "You took them in again."
	case goodturn.EventSent:
		return sentWords(p, c)
	case goodturn.EventNotSent:
		return fmt.Sprintf("“%s” did not leave.", titleOf(p, c))
	case goodturn.EventBounced:
		return "Mail to " + orElse(p.text("address"), "their address") + " came back."
	case goodturn.EventComplained:
		return who + " marked a message as unwanted."
	case goodturn.EventReplied:
		return who + " wrote back."
	case goodturn.EventTalked:
		switch p.text("outcome") {
		case program.OutcomeVoicemail:
			return "You called and left a voicemail."
		case program.OutcomeNoAnswer:
			return "You called; nobody answered."
		case program.OutcomeLater:
			return "You put a call off."
		}
		return "You two spoke."
	case goodturn.EventTalkEnded:
		if o := p.text("outcome"); o != "" {
			return "You said how the talk ended: " + sentence(o)
		}
		return "You said that the talk has ended."
	case goodturn.EventAnswered:
		return who + " answered: " + answerWords(goodturn.Answer(p.text("answer"))) + "."
	case goodturn.EventUnsubscribed:
		return who + " asked for no more messages."
	case goodturn.EventReopened:
		return who + " took their no back."
	case goodturn.EventValuation:
		return who + " asked what the home would bring."
	case goodturn.EventReferred:
		return who + " gave you a name."
	case goodturn.EventReferralMoved:
		return "The introduction moved on: " + stageWords(goodturn.Stage(p.text("stage"))) + "."
	case goodturn.EventVisited:
		return who + " looked at a page of yours."
	case goodturn.EventLinkMinted:
		return who + " got a link to pass on."
	case goodturn.EventLinkEnded:
		return "The link that they passed on was ended."
	case goodturn.EventShared:
		return who + " " + orElse(sharedWords[p.text("how")], "passed your name on") + "."
	}
	return lifeWords(e, p, c)
}

// sharedWords is what somebody did with what they may pass on.
var sharedWords = map[string]string{"copied": "copied the note about you", "mail": "opened the note about you in their mail", "whatsapp": "opened it in WhatsApp", "linkedin": "opened it in LinkedIn",
	"sms": "opened it as a text", "sheet": "shared it from their telephone", "printed": "printed the card", "told": "says that they passed your name on", "note": "had the note sent to themselves"}

// lifeWords is what happened in somebody's life, and any event that we have no sentence for, by its plain name.
func lifeWords(e goodturn.Event, p toldProps, c view.Card) string {
	switch e.Name {
	case goodturn.EventNotGoodTime:
		s := "Not a good time"
		if k := p.text("kind"); k != "" {
			s += ": " + k
		}
		if t, err := time.Parse(time.RFC3339, p.text("until")); err == nil {
			s += "; left in peace until " + goodturn.DateOf(t.In(c.Zone)).Long()
		}
		return s + "."
	case goodturn.EventDied:
		return "You noted that they died."
	case goodturn.EventSeparated:
		return "You noted that they separated."
	case goodturn.EventMoved:
		return "You noted that they moved away."
	case goodturn.EventSoldElsewhere:
		return "You noted that they sold with somebody else."
	case goodturn.EventListedElsewhere:
		return "You noted that they work with another agent."
	}
	return capital(strings.ReplaceAll(string(e.Name), "_", " ")) + "."
}

// lifeOf is how the form calls what an event tells of a life, and whether it takes that back; empty for any other event.
func lifeOf(e goodturn.Event) (what string, over bool) {
	var p toldProps
	_ = json.Unmarshal(e.Props, &p) // without readable properties it is the plain event
	over, _ = p["over"].(bool)
	switch e.Name {
	case goodturn.EventDied, goodturn.EventSeparated, goodturn.EventMoved, goodturn.EventSoldElsewhere, goodturn.EventListedElsewhere:
		return string(e.Name), over
	case goodturn.EventNotGoodTime:
		switch kind := p.text("kind"); kind {
		case "bereavement", "illness":
			return kind, over
		case "new baby":
			return "baby", over
		case "job loss":
			return "job", over
		}
		return string(e.Name), over
	}
	return "", false
}

func sentWords(p toldProps, c view.Card) string {
	title, yours, now := titleOf(p, c), p.text("channel") == string(goodturn.ChannelDM), goodturn.Unknown
	for _, t := range c.Touches {
		if string(t.ID) == p.text("touch_id") {
			now = t.State
		}
	}
	switch unknown, _ := p["unknown"].(bool); {
	case unknown && yours:
		return fmt.Sprintf("The words of “%s” were given to you to send.", title)
	case unknown && now == goodturn.Failed:
		return fmt.Sprintf("“%s” broke off at the last moment. You said that it did not arrive.", title)
	case unknown && now != goodturn.Unknown:
		return fmt.Sprintf("“%s” left; at first nobody knew whether it arrived.", title)
	case unknown:
		return fmt.Sprintf("“%s” left, but nobody knows whether it arrived.", title)
	case yours:
		return fmt.Sprintf("You sent “%s” yourself.", title)
	}
	return fmt.Sprintf("“%s” was delivered.", title)
}

// titleOf names the message that an event is about.
func titleOf(p toldProps, c view.Card) string {
	for _, t := range c.Touches {
		if string(t.ID) == p.text("touch_id") {
			return c.Titles[t.ID]
		}
	}
	return p.text("step")
}

// changed lists which fields an edit changed.
func changed(p toldProps) string {
	was, _ := p["was"].(map[string]any)
	var names []string
	for _, n := range []string{"given", "family", "greeting", "email", "phone", "company", "note", "fact", "zone", "mailing", "closed", "side", "home"} {
		if _, ok := was[n]; ok {
			names = append(names, map[string]string{"given": "first name", "family": "last name", "closed": "closing date", "email": "e-mail", "zone": "time zone", "mailing": "mailing address"}[n])
			if names[len(names)-1] == "" {
				names[len(names)-1] = n
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + say.AndList(names)
}

func orElse(s, other string) string { return cmp.Or(s, other) }

func answerWords(x goodturn.Answer) string {
	switch x {
	case goodturn.AnswerYes:
		return "yes"
	case goodturn.AnswerMiddle:
		return "they have somebody in mind, call them"
	case goodturn.AnswerNotNow:
		return "not now"
	case goodturn.AnswerNo:
		return "no thanks"
	case goodturn.AnswerStop:
		return "no more messages"
	}
	return "something else"
}

func stageWords(s goodturn.Stage) string {
	switch s {
	case goodturn.StageQualified:
		return "you spoke, it may become something"
	case goodturn.StageOpportunity:
		return "you are working together"
	case goodturn.StageWon:
		return "closed"
	case goodturn.StageLost:
		return "came to nothing"
	}
	return "introduced"
}
