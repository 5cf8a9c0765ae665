package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// The keys of a playbook and of a step, in the order in which a file is best written.
var (
	fileKeys = []string{"name", "title", "pack", "enrols_on", "first_ask", "window", "text_window", "answers", "steps"}
	stepKeys = []string{"step", "title", "kind", "channel", "after", "follows", "wait", "at_most", "companion_of", "hello", "yearly",
		"late", "until", "window", "tempo", "sides", "address_bound", "requires", "leans_on", "importance", "when_held", "words", "short"}
	enrolments = []string{"closing", "peak", "hand"}
	kinds      = []string{string(goodturn.KindValue), string(goodturn.KindAsk), string(goodturn.KindReminder), string(goodturn.KindReview), string(goodturn.KindThanks), string(goodturn.KindCall)}
	channels   = []string{string(goodturn.ChannelEmail), string(goodturn.ChannelSMS), "preferred", string(goodturn.ChannelInApp), string(goodturn.ChannelDM), string(goodturn.ChannelTask)}
	whenHeld   = []string{string(goodturn.Slide), string(goodturn.Drop), string(goodturn.Merge)}
	answers    = []string{"yes", "middle", "not_now", "no"}
)

// Facts are what a step may require: what must be known of a person, or true, before the step goes. Package decide knows how
// to look each of them up.
var Facts = []string{"home", "market", "loan", "rates_moved", "closing_side", "review_link"}

// The hours in which touches are planned when a playbook does not say. Guards know the law's hours; these are good manners.
var (
	defaultWindow = schedule.Windows{{Days: schedule.MonToFri, From: schedule.Clock(9, 0), To: schedule.Clock(17, 0), NoHolidays: true}}
	defaultText   = schedule.Windows{{Days: schedule.MonToFri, From: schedule.Clock(10, 0), To: schedule.Clock(18, 0), NoHolidays: true}}
)

// Parse reads and checks a playbook. file is its name for error messages alone. On error it returns nil and every error found,
// joined; each is a *goodturn.Error with file, line, column and what to write instead.
func Parse(file string, src []byte) (*Playbook, error) {
	root, err := readYAML(file, src)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(src)
	r := &reader{file: file, pb: &Playbook{file: file, Hash: hex.EncodeToString(sum[:6])}}
	r.playbook(root)
	if len(r.errs) == 0 {
		r.check()
	}
	if len(r.errs) > 0 {
		slices.SortStableFunc(r.errs, func(a, b error) int { return place(a) - place(b) })
		return nil, errors.Join(r.errs...)
	}
	return r.pb, nil
}

func place(err error) int {
	var e *goodturn.Error
	if errors.As(err, &e) {
		return e.Line*1000 + min(e.Column, 999)
	}
	return 0
}

// reader turns nodes into a playbook and collects what is wrong, so that a person can mend everything in one go.
type reader struct {
	file   string
	pb     *Playbook
	errs   []error
	window schedule.Windows
	text   schedule.Windows
}

func (r *reader) fail(n *node, field, message, hint string) {
	e := at(r.file, n, message, hint)
	e.Field = field
	r.errs = append(r.errs, e)
}

func (r *reader) playbook(root *node) {
	if root.kind != isMapping {
		r.fail(root, "", "A playbook begins with keys, such as name: and steps:.", "Compare it with the shipped playbook.")
		return
	}
	r.known(root, fileKeys, "playbook")
	p := r.pb
	p.Name = r.need(root, "name", "a short name such as real-estate")
	p.Title = r.need(root, "title", "a line that says what it is for")
	p.Pack = r.need(root, "pack", "the pack it belongs to, such as real-estate")
	p.EnrolsOn = r.choice(root, "enrols_on", "closing", enrolments)
	r.window = r.windows(root, "window", defaultWindow)
	r.text = r.windows(root, "text_window", defaultText)
	p.text = r.text
	p.first = r.byTempo(root.get("first_ask"), "first_ask", [tempos]schedule.Distance{schedule.Days(180), schedule.Days(90), schedule.Days(60)}, nil)
	r.answers(root.get("answers"))
	steps := root.get("steps")
	if steps == nil || steps.kind != isList || len(steps.items) == 0 {
		r.fail(orElse(steps, root), "steps", "A playbook needs steps.", "Write steps: and below it one \"- step: name\" for each.")
		return
	}
	if len(steps.items) > maxSteps {
		r.fail(steps, "steps", fmt.Sprintf("A playbook has at most %d steps; this one has %d.", maxSteps, len(steps.items)), "Use yearly: true for what comes back each year.")
		return
	}
	for _, n := range steps.items {
		r.step(n)
	}
}

// maxSteps keeps a plan small enough to be read; the shipped playbook has about thirty.
const maxSteps = 60

func (r *reader) step(n *node) {
	if n.kind != isMapping {
		r.fail(n, "steps", "A step is written as keys.", "Begin it with \"- step: name\".")
		return
	}
	r.known(n, stepKeys, "step")
	r.conditions(n)
	l := line{node: n, keys: map[string]*node{}, follows: -1, leads: -1}
	for i, k := range n.keys {
		l.keys[k.text] = n.items[i]
	}
	l.Name = r.need(n, "step", "a name such as check-in")
	if l.Name != "" && !plainName(l.Name) {
		r.fail(n.get("step"), "step", fmt.Sprintf("%q cannot be the name of a step.", l.Name), "Use small letters, digits and hyphens, as in check-in.")
	}
	l.Title = r.need(n, "title", "what a page calls it, such as \"A month in the home\"")
	l.Kind = goodturn.Kind(r.choice(n, "kind", "", kinds))
	r.channel(n, &l)
	r.timing(n, &l)
	for _, s := range r.words(n, "sides", sideNames()) {
		l.Sides = append(l.Sides, sideOf(s))
	}
	l.sides = allSides
	if len(l.Sides) > 0 {
		l.sides = sideSet(l.Sides)
	}
	l.home = r.addressBound(n) & l.sides
	l.AddressBound = l.home != 0
	if !r.gated(n) {
		l.Requires = r.words(n, "requires", Facts)
	}
	l.LeansOn = r.choice(n, "leans_on", "", []string{"market"})
	l.WhenHeld = goodturn.WhenHeld(r.choice(n, "when_held", string(goodturn.Slide), whenHeld))
	l.Importance = r.number(n, "importance", 3, 1, 5)
	l.short = r.flag(n, "short")
	l.words = l.Name
	if w := r.text1(n, "words"); w != "" {
		l.words = w
	}
	if l.Kind == goodturn.KindCall {
		l.words = ""
	}
	l.tempos = 1<<tempos - 1
	if names := r.words(n, "tempo", []string{string(goodturn.Careful), string(goodturn.Usual), string(goodturn.Warm)}); len(names) > 0 {
		l.tempos = 0
		for _, t := range names {
			l.tempos |= 1 << tempoIndex(goodturn.Tempo(t))
		}
	}
	r.pb.lines = append(r.pb.lines, l)
}

func (r *reader) channel(n *node, l *line) {
	def := string(goodturn.ChannelEmail)
	if l.Kind == goodturn.KindCall {
		def = string(goodturn.ChannelTask)
	}
	c := r.choice(n, "channel", def, channels)
	l.windows = r.window
	switch c {
	case "preferred":
		l.Channel, l.byChoice = goodturn.ChannelEmail, true
	case string(goodturn.ChannelSMS):
		l.Channel, l.windows = goodturn.ChannelSMS, r.text
	default:
		l.Channel = goodturn.Channel(c)
	}
	l.windows = r.windows(n, "window", l.windows)
}

func (r *reader) timing(n *node, l *line) {
	l.Yearly = r.flag(n, "yearly")
	l.FirstWarm = r.flag(n, "hello")
	l.Follows = r.text1(n, "follows")
	if c := r.text1(n, "companion_of"); c != "" {
		l.Follows, l.Companion = c, true
	}
	after := n.get("after")
	switch {
	case after == nil && l.Follows == "" && !l.FirstWarm:
		r.fail(n, "after", fmt.Sprintf("The step %s does not say when it comes.", l.Name), "Write after: day 30, or after: 6 months, or follows: and the name of another step.")
	case after != nil && l.Follows != "":
		r.fail(after, "after", "A step counts from the closing or follows another step, not both.", "Keep after:, or follows: with wait:.")
	case after != nil && l.FirstWarm:
		r.fail(after, "after", "A hello to people from long ago has no day of its own; it is the first thing they hear.", "Leave after: out.")
	case after != nil:
		l.after = r.byTempo(after, "after", [tempos]schedule.Distance{}, &l.After)
	}
	late, until := defaultEnds(l.Kind)
	l.Late = r.instants(n, "late", late)
	l.until = r.distance(n.get("until"), "until", schedule.Days(until))
	l.Until = l.until.String()
	l.waitMin, l.waitMax = r.wait(n, l)
	l.FollowMin = l.waitMin
	if l.Follows != "" {
		most := 14 * goodturn.Day
		if l.Kind == goodturn.KindReminder {
			most = 21 * goodturn.Day
		}
		l.FollowMax = r.instants(n, "at_most", max(most, l.waitMax))
	}
}

// defaultEnds is how long a step of this kind is worth sending: after it first could have gone, and in civil days after its
// planned day (for a reminder, after the day of its ask).
func defaultEnds(k goodturn.Kind) (late time.Duration, untilDays int) {
	switch k {
	case goodturn.KindAsk:
		return 72 * time.Hour, 30
	case goodturn.KindReminder:
		return 72 * time.Hour, 21
	case goodturn.KindReview:
		return 7 * goodturn.Day, 21
	case goodturn.KindCall:
		return 7 * goodturn.Day, 14
	}
	return 10 * goodturn.Day, 30
}

// wait reads "24 to 48 hours". A follower without one waits as its kind should: an ask 24 to 48 hours, a reminder 7 to 14 days.
func (r *reader) wait(n *node, l *line) (least, most time.Duration) {
	v := n.get("wait")
	if v == nil {
		switch {
		case l.Follows == "" || l.Companion:
			return 0, 0
		case l.Kind == goodturn.KindReminder:
			return 7 * goodturn.Day, 14 * goodturn.Day
		}
		return 24 * time.Hour, 48 * time.Hour
	}
	if l.Follows == "" || l.Companion {
		r.fail(v, "wait", "Only a step that follows another one waits for it.", "Write follows: and the name of a step, or leave wait: out.")
		return 0, 0
	}
	a, b, ok := strings.Cut(v.text, " to ")
	if last := strings.LastIndexByte(b, ' '); ok && last > 0 && !strings.ContainsAny(a, " ") {
		a += b[last:] // "24 to 48 hours": the unit stands once
	}
	if !ok || v.kind != isText {
		r.fail(v, "wait", fmt.Sprintf("%q is not a wait.", v.text), "Write it as 24 to 48 hours, or 7 to 14 days.")
		return 0, 0
	}
	least, most = r.elapsed(v, "wait", a), r.elapsed(v, "wait", b)
	if least > most {
		r.fail(v, "wait", fmt.Sprintf("A wait of %s ends before it begins.", v.text), "Write the shorter time first.")
	}
	return least, most
}

func (r *reader) addressBound(n *node) uint8 {
	v := n.get("address_bound")
	if v == nil {
		return 0
	}
	if v.kind == isText {
		if r.flag(n, "address_bound") {
			return allSides
		}
		return 0
	}
	var set uint8
	for _, s := range r.words(n, "address_bound", sideNames()) {
		set |= sideBit(sideOf(s))
	}
	return set
}

func (r *reader) answers(n *node) {
	defaults := []AnswerWord{{goodturn.AnswerYes, "Yes"}, {goodturn.AnswerMiddle, "I have somebody in mind, call me"}, {goodturn.AnswerNotNow, "Not now"}, {goodturn.AnswerNo, "No thanks"}}
	if n == nil {
		r.pb.Answers = defaults
		return
	}
	if n.kind != isMapping {
		r.fail(n, "answers", "The answers are keys with their words.", "Write yes: Yes, not_now: Not now, no: No thanks.")
		return
	}
	r.known(n, answers, "answer")
	for i, k := range n.keys {
		if n.items[i].kind != isText || strings.TrimSpace(n.items[i].text) == "" {
			r.fail(n.items[i], "answers", fmt.Sprintf("The answer %s has no words.", k.text), "Write what the person taps, such as Not now.")
			continue
		}
		r.pb.Answers = append(r.pb.Answers, AnswerWord{goodturn.Answer(k.text), n.items[i].text})
	}
	for _, a := range []string{"yes", "not_now", "no"} {
		if n.get(a) == nil {
			message := fmt.Sprintf("An ask without %q has no way out.", a)
			if a == "yes" {
				message = "An ask that cannot be answered with yes asks nothing."
			}
			r.fail(n, "answers", message, "Offer yes, not_now and no; each must be as easy as the others.")
		}
	}
}

func sideOf(name string) goodturn.Side {
	if name == "unknown" {
		return goodturn.SideUnknown
	}
	return goodturn.Side(name)
}

const allSides = uint8(1<<7 - 1)

func sideSet(sides []goodturn.Side) uint8 {
	var set uint8
	for _, s := range sides {
		set |= sideBit(s)
	}
	return set
}

func plainName(s string) bool {
	for i, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0) {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

func orElse(n, other *node) *node {
	if n != nil {
		return n
	}
	return other
}

func (r *reader) number(n *node, key string, def, least, most int) int {
	v := n.get(key)
	if v == nil {
		return def
	}
	i, err := strconv.Atoi(v.text)
	if err != nil || i < least || i > most {
		r.fail(v, key, fmt.Sprintf("%q is not a number from %d to %d.", v.text, least, most), fmt.Sprintf("Write %s: %d.", key, def))
		return def
	}
	return i
}
