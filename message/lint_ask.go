package message

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// links counts how often a field is linked or printed. Both branches of a condition count at save only where no branch excludes
// the other, so the sample is counted.
func (l *lint) links(field string) int {
	f := l.in.Filled
	if f == nil {
		f = l.sample
	}
	if f == nil {
		return 0
	}
	n := 0
	for _, k := range f.Links {
		if k.Field == field {
			n++
		}
	}
	return n
}

func rewardLocked(l *lint) {
	if at, found := l.promise(); found && !l.in.RewardAllowed && !l.has("reward") && !l.has("reward_ask") {
		list, _ := policy.WordListNamed("reward")
		l.add(Block, at, "The sentence promises something for an introduction.", list.Fix)
	}
	if l.in.Reward != "" && !l.in.RewardAllowed {
		l.add(Block, words.Place{}, "A reward is set, and this line of work allows none.", "Take the reward away.")
	}
}

// promise finds the first words that promise something for an introduction, outside those that were made from the promise itself.
func (l *lint) promise() (words.Place, bool) {
	for _, list := range []string{"reward", "reward_ask"} {
		if l.has(list) {
			return l.at(list), true
		}
	}
	for _, when := range []string{"reward_for", "reward_for_ask"} {
		if at, found := l.together("reward_thing", when); found {
			return at, true
		}
	}
	return words.Place{}, false
}

func rewardTold(l *lint) {
	if l.in.Filled == nil || !l.in.RewardAllowed {
		return
	}
	if at, found := l.promise(); found && l.in.Reward != "" {
		l.add(Block, at, "The message says more of a reward than what was promised.", "Leave that to the words made from the promise, {{.reward_disclosure}}.")
	}
	told := strings.Index(l.in.Filled.Text, l.in.Reward)
	switch {
	case l.in.Reward == "":
		if at, found := l.promise(); found {
			l.add(Block, at, "The message speaks of a reward, and none is set.", "Set the reward, or leave it out.")
		}
	case told < 0:
		if l.asking() {
			l.add(Block, words.Place{}, "The message does not say what the reward is.", "Print {{.reward_disclosure}} before the link.")
		}
	default:
		for _, k := range l.in.Filled.Links {
			if at := strings.Index(l.in.Filled.Text, k.Text); k.Field == fieldYes && k.Text != "" && at >= 0 && at < told {
				l.add(Block, words.Place{}, "The link stands before the words about the reward.", "Put {{.reward_disclosure}} before it.")
			}
		}
	}
}

func reviewAlone(l *lint) {
	if l.is(goodturn.KindReview) {
		if l.in.BySentiment {
			l.add(Block, words.Place{}, "Only some people are asked for a review.", "Ask every client, however glad they are.")
		}
		for _, f := range []string{fieldYes, fieldMiddle, "share_url", "reward_disclosure", "praise"} {
			if l.any(f) {
				l.add(Block, l.where(f), fmt.Sprintf("A review request does not carry %s.", f), "Send it as a message of its own.")
			}
		}
		return
	}
	if l.any(fieldReview) {
		l.add(Block, l.where(fieldReview), "A review link stands in a message that is no review request.", "Send it as a message of its own.")
	}
}

func oneAsk(l *lint) {
	yes := l.links(fieldYes)
	switch {
	case l.asking():
		if yes > 1 {
			l.add(Block, l.where(fieldYes), fmt.Sprintf("Yes is offered %d times.", yes), "Ask once.")
		}
		if l.any(fieldValuation, fieldReview) {
			at := l.where(fieldValuation)
			l.add(Block, at, "The message asks for a second thing.", "Ask for the introduction only.")
		}
		if l.in.Kind == goodturn.KindAsk && yes == 0 && !l.answersInWords() {
			l.add(Block, words.Place{}, "The ask has no yes.", "Add [words]({{.yes_url}}).")
		}
	case l.is(goodturn.KindReview):
		if l.links(fieldReview) != 1 {
			l.add(Block, words.Place{}, fmt.Sprintf("The review page is linked %d times.", l.links(fieldReview)), "Link it once: [words]({{.review_url}}).")
		}
	default:
		for _, f := range []string{fieldYes, fieldMiddle} {
			if l.any(f) {
				l.add(Block, l.where(f), "There is an ask in a message that is not one.", "Make it a step of kind ask, or take the link out.")
			}
		}
		if l.links(fieldValuation) > 1 {
			l.add(l.taste(), l.where(fieldValuation), "The valuation is offered twice.", "Offer it once.")
		}
	}
}

// answersInWords reports whether a plain message takes its answers as words: reply YES, LATER or NO.
func (l *lint) answersInWords() bool {
	return l.form.Plain() && l.says("yes") && (l.says("no") || l.says("later"))
}

func (l *lint) says(s string) bool {
	return slices.ContainsFunc(l.body, func(w word) bool { return w.s == s })
}

func waysOut(l *lint) {
	if !l.asking() {
		return
	}
	if l.links(fieldNo) == 0 && !l.answersInWords() && !(l.has("decline_words") && (l.links(fieldYes) == 0 || l.form == Direct)) {
		l.add(Block, l.where(fieldYes), "There is no way to decline that is as easy as yes.", "Add [not now, or not at all]({{.no_url}}) beside the yes.")
	}
	if l.form == Email && !l.has("reply_way") {
		l.add(l.taste(), words.Place{}, "The ask does not say that a reply is enough.", `Add "or just reply".`)
	}
}

func fewLinks(l *lint) {
	f := l.in.Filled
	if f == nil {
		f = l.sample
	}
	if f == nil || !l.asking() || len(f.Links) <= 2 {
		return
	}
	l.add(l.taste(), words.Place{}, fmt.Sprintf("The ask has %d links.", len(f.Links)), "Keep two: yes, and not now, or not at all.")
}

func namesFact(l *lint) {
	if !l.is(goodturn.KindAsk) {
		return
	}
	if l.in.Filled != nil {
		if len(l.in.Filled.Facts) == 0 && !l.in.Edited {
			l.add(Block, words.Place{}, "The ask names nothing that is this person's own.", "Print their street, their closing, their praise or a note on them.")
		}
		return
	}
	sure := false
	for _, u := range l.ownFacts() {
		if !u.Optional {
			return
		}
		sure = true
	}
	if !sure {
		l.add(Block, words.Place{}, "The ask names nothing that is this person's own.", "Print a fact such as {{.home_street}}, {{.closing_month}}, {{.praise}} or {{.note_fact}}.")
		return
	}
	if l.sampleBare() {
		l.add(Block, words.Place{}, "Somebody of whom little is known would be asked without any fact of their own.", "Name one fact on every road through the words, or leave it without {{if}}: then the step waits for the fact.")
	}
}

// ownFacts lists the prints of fields that are somebody's own.
func (l *lint) ownFacts() []words.Use {
	return slices.DeleteFunc(l.in.Template.Prints(), func(u words.Use) bool { return !l.field(u.Field).Fact })
}

// sampleBare reports whether the words can be filled for somebody without printing any fact of theirs.
func (l *lint) sampleBare() bool {
	t := l.in.Template
	v := t.Catalogue().Examples()
	for _, f := range t.Catalogue().Fields() {
		if f.Fact {
			delete(v, f.Name)
		}
	}
	_, err := t.Fill(v)
	return err == nil
}

func noValueInAsk(l *lint) {
	if !l.asking() {
		return
	}
	for _, name := range l.fields() {
		switch l.field(name).Group {
		case GroupMarket, GroupValue, GroupRate:
			l.add(l.taste(), l.where(name), fmt.Sprintf("%s is a figure in the same breath as a favour.", name), "Keep figures for the home update; this letter asks.")
		}
	}
}

func disclosed(l *lint) {
	values := false
	at := words.Place{}
	for _, name := range []string{"home_range", "home_line", "equity_line"} {
		if l.any(name) {
			values, at = true, l.where(name)
		}
	}
	if l.has("home_value_words") && l.typedBy() {
		values, at = true, l.at("home_value_words")
	}
	// The clauses carry their own disclosure; what counts is that the reader sees it.
	if values && !l.any(fieldDisclosure) && !strings.Contains(strings.ToLower(l.text()), "not an appraisal") {
		l.add(Block, at, "A home value stands without saying that it is an estimate.", "Print {{.home_disclosure}} beside it, or use {{.home_line}}, which has it.")
	}
}

func figureSourced(l *lint) {
	for _, need := range []struct {
		figures []string
		beside  [][]string // one field of each group
	}{
		{[]string{"market_percent", "market_median", "market_trend"}, [][]string{{"market_line", "market_source"}, {"market_line", "market_period"}}},
		{[]string{"home_change"}, [][]string{{"since_line", "home_line", fieldDisclosure, "market_source"}}},
		{[]string{"rate_now", "rate_then"}, [][]string{{"rate_line", "market_source"}}},
	} {
		for _, f := range need.figures {
			if !l.any(f) {
				continue
			}
			for _, group := range need.beside {
				if !l.any(group...) {
					l.add(l.taste(), l.where(f), fmt.Sprintf("%s stands without saying who says so and for when.", f), fmt.Sprintf("Print {{.%s}} too.", group[len(group)-1]))
				}
			}
		}
	}
}

func noNeed(l *lint) {
	if l.is(goodturn.KindReminder) && !l.has("no_need") {
		l.add(l.taste(), words.Place{}, "The reminder does not leave people free not to answer.", `Add "no need to answer".`)
	}
}

// saysNew: a reminder that repeats what it recalls is nagging.
func saysNew(l *lint) {
	if !l.is(goodturn.KindReminder) || l.in.Filled == nil {
		return
	}
	for _, before := range l.in.Before {
		if Similar(l.in.Filled.Text, before) >= TooSimilar {
			l.add(Block, words.Place{}, "The reminder says again what was said before.", "Add something of use, or leave it out.")
			return
		}
	}
}
