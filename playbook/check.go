package playbook

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/source"
	"github.com/goodturn-app/goodturn/schedule"
)

// conditionKeys are keys that people reach for when they want a step to depend on how somebody feels or behaves.
var conditionKeys = []string{"if", "when", "only_if", "unless", "where", "audience", "gate", "filter"}

// feelings are words that say how glad somebody is. Asking only the glad ones for a public review is against the law of the
// reviewed platforms' countries (16 CFR 465) and their own rules, so a review may depend on none of them.
var feelings = []string{"satisf", "nps", "csat", "rating", "score", "star", "glad", "happy", "promoter", "praise", "engag", "answer", "ticket", "complain", "sentiment"}

func (r *reader) conditions(n *source.Node) {
	review := n.Get("kind") != nil && n.Get("kind").Text == string(goodturn.KindReview)
	for i, k := range n.Keys {
		switch {
		case !slices.Contains(conditionKeys, k.Text):
		case review:
			r.Fail(k, k.Text, "A review request may not depend on how glad somebody is, or on anything else about them.", "Leave the condition out: every closed client is asked alike, or none.")
		default:
			r.Fail(n.Items[i], k.Text, "A step of a playbook carries no condition of its own.", "Say what must be known with requires:, such as requires: [market]. Who must be left alone is decided for every step alike.")
		}
	}
}

// gated reports, and says, that a review request requires something about how the person feels.
func (r *reader) gated(n *source.Node) bool {
	v, kind := n.Get("requires"), n.Get("kind")
	if v == nil || kind == nil || kind.Text != string(goodturn.KindReview) {
		return false
	}
	for _, it := range append([]*source.Node{v}, v.Items...) {
		for _, f := range feelings {
			if strings.Contains(strings.ToLower(it.Text), f) {
				r.Fail(it, "requires", fmt.Sprintf("A review request may not depend on %q.", source.Short(it.Text)), "Every closed client is asked alike, or none. Write requires: [review_link].")
				return true
			}
		}
	}
	return false
}

// check looks at the steps together: what follows what, how near asks come to the closing and to each other.
func (r *reader) check() {
	p := r.pb
	r.floor()
	if !r.names() || !r.links() {
		return
	}
	for i := range p.lines {
		r.kindRules(&p.lines[i])
		r.ends(&p.lines[i])
	}
	if len(r.Errs) == 0 {
		r.asksApart()
	}
	r.sharedWords()
	for _, l := range p.lines {
		p.Steps = append(p.Steps, l.Step)
	}
}

func (r *reader) floor() {
	for i, d := range r.pb.first {
		if leastDays(d) < goodturn.HardAskFloorDays {
			r.Fail(r.root.Get("first_ask"), "first_ask", fmt.Sprintf("The first ask at the tempo %s comes %s after the closing.", tempoNames[i], d), fmt.Sprintf("Nobody is asked within %d days of a closing; write day 90.", goodturn.HardAskFloorDays))
		}
	}
}

func (r *reader) names() bool {
	seen, ok := map[string]*source.Node{}, true
	hello := ""
	for i := range r.pb.lines {
		l := &r.pb.lines[i]
		if first := seen[l.Name]; first != nil && l.Name != "" {
			r.Fail(l.keys["step"], "step", fmt.Sprintf("There are two steps named %s; the first is on line %d.", l.Name, first.Line), "Give one of them another name.")
			ok = false
		}
		seen[l.Name] = l.keys["step"]
		if l.FirstWarm {
			if hello != "" {
				r.Fail(l.keys["hello"], "hello", fmt.Sprintf("Two steps are hellos: %s and %s.", hello, l.Name), "Somebody from long ago hears one hello; keep one.")
			}
			hello = l.Name
		}
	}
	return ok
}

// links resolves follows:, refuses loops, and orders the steps so that each comes after the one it follows.
func (r *reader) links() bool {
	p, ok := r.pb, true
	var names []string
	for _, l := range p.lines {
		names = append(names, l.Name)
	}
	for i := range p.lines {
		l := &p.lines[i]
		if l.Follows == "" {
			continue
		}
		if l.follows = p.index(l.Follows); l.follows < 0 {
			r.Fail(l.followNode(), l.followKey(), fmt.Sprintf("There is no step named %q.", source.Short(l.Follows)), source.Meant(l.Follows, names))
			ok = false
		}
	}
	if !ok {
		return false
	}
	state := make([]uint8, len(p.lines)) // 0 not seen, 1 on the path, 2 placed
	var visit func(i int) bool
	visit = func(i int) bool {
		switch state[i] {
		case 1:
			return false
		case 2:
			return true
		}
		state[i] = 1
		if f := p.lines[i].follows; f >= 0 && !visit(f) {
			return false
		}
		state[i] = 2
		p.order = append(p.order, i)
		return true
	}
	for i := range p.lines {
		if !visit(i) {
			r.Fail(p.lines[i].followNode(), p.lines[i].followKey(), fmt.Sprintf("%s follows itself in a circle: %s.", p.lines[i].Name, r.circle(i)), "Let one of them count from the closing, with after:.")
			return false
		}
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.Kind == goodturn.KindAsk && l.follows >= 0 {
			p.lines[l.follows].leads = i
		}
	}
	return true
}

func (r *reader) circle(i int) string {
	path := []string{r.pb.lines[i].Name}
	for j := r.pb.lines[i].follows; j >= 0; j = r.pb.lines[j].follows {
		path = append(path, r.pb.lines[j].Name)
		if j == i || len(path) > len(r.pb.lines) {
			break
		}
	}
	return strings.Join(path, " follows ")
}

func (l *line) followKey() string {
	if l.Companion {
		return "companion_of"
	}
	return "follows"
}

func (l *line) followNode() *source.Node { return orElse(l.keys[l.followKey()], l.node) }

// at gives the place of a key of the step, or of the step.
func (l *line) at(key string) *source.Node { return orElse(l.keys[key], l.node) }

// kindRules are the promises that belong to a kind of step.
func (r *reader) kindRules(l *line) {
	var lead *line
	if l.follows >= 0 {
		lead = &r.pb.lines[l.follows]
		r.follower(l, lead)
	}
	switch l.Kind {
	case goodturn.KindAsk:
		r.askRules(l, lead)
	case goodturn.KindReminder:
		if lead == nil || lead.Kind != goodturn.KindAsk {
			r.Fail(l.at("follows"), "follows", fmt.Sprintf("The reminder %s belongs to no ask.", l.Name), "Write follows: and the name of the ask.")
		} else if l.Urgent && (l.waitMin < 3*goodturn.Day || l.waitMax > 14*goodturn.Day || l.FollowMax > 14*goodturn.Day) {
			r.Fail(l.at("wait"), "wait", fmt.Sprintf("The reminder %s leaves them fewer than three days, or comes after a fortnight.", l.Name), "Write wait: 3 to 5 days, and at_most: 14 days.")
		} else if !l.Urgent && (l.waitMin < 7*goodturn.Day || l.waitMax > 14*goodturn.Day) {
			r.Fail(l.at("wait"), "wait", fmt.Sprintf("The reminder %s does not leave a week, or comes after a fortnight.", l.Name), "Write wait: 7 to 14 days.")
		}
	case goodturn.KindReview:
		if lead != nil {
			r.Fail(l.at("follows"), "follows", "A review request follows nothing: everybody is asked alike, whatever they did before.", "Write after: day 37.")
		}
		if !slices.Contains(l.Requires, "review_link") {
			r.Fail(l.at("requires"), "requires", "A review request needs a place to write the review.", "Write requires: [review_link]; it stays off until the link is given.")
		}
	case goodturn.KindThanks:
		if l.On == "" && !l.ByHand {
			r.Fail(l.at("on"), "on", fmt.Sprintf("The thanks %s do not say what for.", l.Name), "Write on: introduced, on: qualified or on: won, and leave after: out.")
		}
	case goodturn.KindCall:
		if l.Channel != goodturn.ChannelTask {
			r.Fail(l.at("channel"), "channel", fmt.Sprintf("A call is made by a person, and cannot go by %s.", l.Channel), "Leave channel: out.")
		}
	}
	if l.Kind != goodturn.KindCall && l.Channel == goodturn.ChannelTask {
		r.Fail(l.at("channel"), "channel", "Only a call is a task for a person.", "Write kind: call, or channel: email.")
	}
	if l.On != "" && l.Kind != goodturn.KindThanks {
		r.Fail(l.at("on"), "on", fmt.Sprintf("Only thanks come with an introduction, and this is %s.", article(l.Kind)), "Write kind: thanks, or leave on: out.")
	}
	if l.Urgent && (l.Kind != goodturn.KindReminder || !l.ByHand) {
		r.Fail(l.at("urgent"), "urgent", "Only a reminder of what was asked for by hand can be urgent: a person says each time that it cannot wait.", "Write kind: reminder and by_hand: true, or leave urgent: out.")
	}
	if l.ByHand && (l.Yearly || l.FirstWarm || l.Companion) {
		r.Fail(l.at("by_hand"), "by_hand", fmt.Sprintf("%s is asked for by hand, so no plan can hold it.", l.Name), "Leave yearly:, hello: and companion_of: out.")
	}
	if l.FirstWarm && l.Kind != goodturn.KindValue {
		r.Fail(l.at("hello"), "hello", fmt.Sprintf("The first thing somebody from long ago hears cannot be %s.", article(l.Kind)), "Write kind: value, with something useful in its words.")
	}
	if l.FirstWarm && l.Yearly {
		r.Fail(l.at("yearly"), "yearly", "A hello comes once, not every year.", "Leave yearly: out.")
	}
	if l.NoteFirst && (l.Kind != goodturn.KindAsk || l.ByHand) {
		r.Fail(l.at("note_first"), "note_first", "Only an ask of the plan's own asks whether a note may be sent.", "Leave it out; a request by hand brings its draft along.")
	}
	if l.LeansOn != "" && l.Kind != goodturn.KindAsk {
		r.Fail(l.at("leans_on"), "leans_on", "Only an ask leans on a figure that went before it.", "Write requires: [market] if the step cannot do without.")
	}
}

func (r *reader) askRules(l, lead *line) {
	if l.Companion {
		r.Fail(l.at("companion_of"), "companion_of", "An ask is never a second message of the same day.", "Write follows: and wait: 24 to 48 hours.")
		return
	}
	switch {
	case l.ByHand:
		return
	case r.pb.EnrolsOn == "hand":
		r.Fail(l.at("kind"), "kind", fmt.Sprintf("The ask %s would come by the calendar, and nobody here is asked because a date has come.", l.Name), "Write by_hand: true: then a person asks for it, and reads it before it goes.")
		return
	case lead == nil && r.pb.EnrolsOn == "closing":
		r.Fail(l.at("after"), "after", fmt.Sprintf("The ask %s comes out of the blue.", l.Name), "Let it follow something useful: follows: home-update.")
		return
	case lead != nil && lead.Kind != goodturn.KindValue:
		r.Fail(l.at("follows"), "follows", fmt.Sprintf("The ask %s follows %s.", l.Name, article(lead.Kind)), "Let it follow a step of kind value.")
		return
	case lead != nil && lead.FirstWarm:
		r.Fail(l.at("follows"), "follows", "Somebody from long ago is not asked behind a hello.", "Let it follow a value of the plan.")
		return
	case lead != nil && l.waitMin < goodturn.Day:
		r.Fail(l.at("wait"), "wait", "A value and an ask do not go on the same day.", "Write wait: 24 to 48 hours.")
	}
	if l.Yearly {
		return
	}
	for t := range tempos {
		if l.tempos&(1<<t) == 0 {
			continue
		}
		from, days := l, 0
		if lead != nil {
			from, days = lead, int(l.waitMin/goodturn.Day)
		}
		first := r.pb.first[t]
		day := leastDays(from.after[t]) + days
		switch {
		case day < goodturn.HardAskFloorDays:
			r.Fail(from.at("after"), "after", fmt.Sprintf("The ask %s would come within %d days of the closing.", l.Name, goodturn.HardAskFloorDays), fmt.Sprintf("Nobody is asked in the first %d days; day 90 is what we recommend.", goodturn.HardAskFloorDays))
			return
		case day < leastDays(first):
			r.Fail(from.at("after"), "after", fmt.Sprintf("At the tempo %s the ask %s would come on day %d, before the first ask is allowed (%s).", tempoNames[t], l.Name, day, first), fmt.Sprintf("Write after: {careful: %s, usual: %s, warm: %s}, or lower first_ask:.", r.pb.first[0], r.pb.first[1], r.pb.first[2]))
			return
		}
	}
}

// follower says what must agree between a step and the one it follows.
func (r *reader) follower(l, lead *line) {
	n, key := l.followNode(), l.followKey()
	if extra := l.sides &^ lead.sides; extra != 0 {
		r.Fail(n, key, fmt.Sprintf("%s is for %s, and %s is not.", l.Name, sidesIn(extra), lead.Name), "Give both the same sides:.")
	}
	if extra := l.tempos &^ lead.tempos; extra != 0 {
		r.Fail(n, key, fmt.Sprintf("%s exists at a tempo at which %s does not.", l.Name, lead.Name), "Give both the same tempo:.")
	}
	if l.ByHand != lead.ByHand {
		r.Fail(n, key, fmt.Sprintf("One of %s and %s is asked for by hand, and the other is not.", l.Name, lead.Name), "Write by_hand: true for both, or for neither.")
	}
	if l.Yearly != lead.Yearly {
		r.Fail(n, key, fmt.Sprintf("One of %s and %s comes every year, and the other does not.", l.Name, lead.Name), "Write yearly: true for both, or for neither.")
	}
	if l.Companion && l.Channel == lead.Channel {
		r.Fail(l.at("channel"), "channel", fmt.Sprintf("A companion goes on a second channel, and %s goes by %s too.", lead.Name, lead.Channel), "Write channel: sms.")
	}
	if lead.Kind == goodturn.KindCall {
		r.Fail(n, key, fmt.Sprintf("%s waits for a call, and a call leaves no proof that it arrived.", l.Name), "Let it follow a message.")
	}
}

func (r *reader) ends(l *line) {
	if l.Yearly && l.follows < 0 {
		for t := range tempos {
			if d := mostDays(l.after[t]); d > 366 {
				r.Fail(l.at("after"), "after", fmt.Sprintf("%s comes every year, and %s is longer than a year.", l.Name, l.after[t]), "Count from the last anniversary: after: 6 months.")
				break
			}
		}
	}
	if !l.Yearly && l.follows < 0 && !l.FirstWarm && !l.ByHand {
		for t := range tempos {
			if mostDays(l.after[t]) > 2*366 {
				r.Fail(l.at("after"), "after", fmt.Sprintf("%s comes %s after the closing, and a plan holds two years.", l.Name, l.after[t]), "Write yearly: true for what comes later.")
				break
			}
		}
	}
	if days := mostDays(l.until); l.Late > daysOf(days) {
		r.Fail(l.at("late"), "late", fmt.Sprintf("%s may be %s late, and is over %s after its day.", l.Name, words(l.Late), l.until), "Make until: at least as long as late:.")
	}
	if l.FollowMax > 0 && l.FollowMax < l.waitMax {
		r.Fail(l.at("at_most"), "at_most", fmt.Sprintf("%s waits longer than it may.", l.Name), "Make at_most: at least as long as wait:.")
	}
}

// asksApart refuses plans whose own asks come nearer than the cap lets through, so that no step is there for nothing.
func (r *reader) asksApart() {
	type planned struct {
		l   *line
		day int
	}
	for t := range tempos {
		for s := range goodturn.Sides {
			var asks, reviews []planned
			for i := range r.pb.lines {
				l := &r.pb.lines[i]
				if l.tempos&(1<<t) == 0 || l.sides&(1<<s) == 0 || l.ByHand {
					continue
				}
				from := l
				if l.follows >= 0 {
					from = &r.pb.lines[l.follows]
				}
				day := leastDays(from.after[t]) + int(l.waitMin/goodturn.Day)
				if l.Yearly {
					day += leastDays(schedule.Months(24))
				}
				switch l.Kind {
				case goodturn.KindAsk:
					asks = append(asks, planned{l, day})
				case goodturn.KindReview:
					reviews = append(reviews, planned{l, day})
				}
			}
			for i, a := range asks {
				for _, b := range asks[i+1:] {
					if d := a.day - b.day; max(d, -d) < 88 { // two of the 90 days are the rounding of months
						r.Fail(b.l.at("follows"), "", fmt.Sprintf("At the tempo %s the asks %s and %s come %d days apart.", tempoNames[t], a.l.Name, b.l.Name, max(d, -d)), "One household is asked at most once in 90 days; move one of them.")
						return
					}
				}
				for _, b := range reviews {
					if d := a.day - b.day; max(d, -d) < 7 {
						r.Fail(b.l.at("after"), "after", fmt.Sprintf("The review request %s and the ask %s come within a week of each other.", b.l.Name, a.l.Name), "Keep seven days between them.")
						return
					}
				}
			}
		}
	}
}

// sharedWords counts how often a folder of words is used, so that nobody reads the same wording twice before it is used up.
func (r *reader) sharedWords() {
	p := r.pb
	for i := range p.lines {
		l := &p.lines[i]
		for j := range p.lines {
			o := &p.lines[j]
			if o.words != l.words || l.words == "" {
				continue
			}
			if o.Yearly {
				l.usedYear++
			} else {
				l.usedFirst++
			}
			if j < i && o.Yearly == l.Yearly {
				l.use++
			}
		}
	}
}
