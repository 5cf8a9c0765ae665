package playbook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/source"
	"github.com/goodturn-app/goodturn/schedule"
)

// The keys of a playbook and of a step, in the order in which a file is best written.
var (
	fileKeys = []string{"name", "title", "pack", "enrols_on", "first_ask", "window", "text_window", "answers", "steps"}
	stepKeys = []string{"step", "title", "titles", "kind", "channel", "after", "between", "follows", "wait", "at_most", "companion_of", "on", "hello", "by_hand", "urgent", "yearly",
		"late", "until", "window", "tempo", "sides", "address_bound", "requires", "leans_on", "note_first", "importance", "when_held", "words", "short"}
	enrolments    = []string{"closing", "peak", "hand"}
	kinds         = []string{string(goodturn.KindValue), string(goodturn.KindAsk), string(goodturn.KindReminder), string(goodturn.KindReview), string(goodturn.KindThanks), string(goodturn.KindCall)}
	channels      = []string{string(goodturn.ChannelEmail), string(goodturn.ChannelSMS), "preferred", string(goodturn.ChannelInApp), string(goodturn.ChannelDM), string(goodturn.ChannelTask)}
	whenHeld      = []string{string(goodturn.Slide), string(goodturn.Drop), string(goodturn.Merge)}
	thankedStages = []string{string(goodturn.StageIntroduced), string(goodturn.StageQualified), string(goodturn.StageWon)}
	answers       = []string{"yes", "middle", "not_now", "no"}
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
	root, err := source.Read(file, src)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(src)
	r := &reader{Reader: source.Reader{File: file, Except: conditionKeys}, root: root, pb: &Playbook{file: file, Hash: hex.EncodeToString(sum[:6])}}
	r.playbook(root)
	if len(r.Errs) == 0 {
		r.check()
	}
	if len(r.Errs) > 0 {
		slices.SortStableFunc(r.Errs, func(a, b error) int { return place(a) - place(b) })
		return nil, errors.Join(r.Errs...)
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

// reader turns nodes into a playbook.
type reader struct {
	source.Reader
	pb     *Playbook
	root   *source.Node
	window schedule.Windows
	text   schedule.Windows
}

func (r *reader) playbook(root *source.Node) {
	if root.Kind != source.Mapping {
		r.Fail(root, "", "A playbook begins with keys, such as name: and steps:.", "Compare it with the shipped playbook.")
		return
	}
	r.Known(root, fileKeys, "playbook")
	p := r.pb
	p.Name = r.Need(root, "name", "a short name such as real-estate")
	p.Title = r.Need(root, "title", "a line that says what it is for")
	p.Pack = r.Need(root, "pack", "the pack it belongs to, such as real-estate")
	p.EnrolsOn = r.Choice(root, "enrols_on", "closing", enrolments)
	r.window = r.Windows(root, "window", defaultWindow)
	r.text = r.Windows(root, "text_window", defaultText)
	p.text = r.text
	p.first = r.byTempo(root.Get("first_ask"), "first_ask", [tempos]schedule.Distance{schedule.Days(180), schedule.Days(90), schedule.Days(60)}, nil)
	r.answers(root.Get("answers"))
	steps := root.Get("steps")
	if steps == nil || steps.Kind != source.List || len(steps.Items) == 0 {
		r.Fail(orElse(steps, root), "steps", "A playbook needs steps.", "Write steps: and below it one \"- step: name\" for each.")
		return
	}
	if len(steps.Items) > maxSteps {
		r.Fail(steps, "steps", fmt.Sprintf("A playbook has at most %d steps; this one has %d.", maxSteps, len(steps.Items)), "Use yearly: true for what comes back each year.")
		return
	}
	for _, n := range steps.Items {
		r.step(n)
	}
}

// maxSteps keeps a plan small enough to be read; the shipped playbook has about thirty.
const maxSteps = 60

func (r *reader) step(n *source.Node) {
	if n.Kind != source.Mapping {
		r.Fail(n, "steps", "A step is written as keys.", "Begin it with \"- step: name\".")
		return
	}
	r.Known(n, stepKeys, "step")
	r.conditions(n)
	l := line{node: n, keys: map[string]*source.Node{}, follows: -1, leads: -1}
	for i, k := range n.Keys {
		l.keys[k.Text] = n.Items[i]
	}
	l.Name = r.Need(n, "step", "a name such as check-in")
	if l.Name != "" && !plainName(l.Name) {
		r.Fail(n.Get("step"), "step", fmt.Sprintf("%q cannot be the name of a step.", l.Name), "Use small letters, digits and hyphens, as in check-in.")
	}
	l.Title = r.Need(n, "title", "what a page calls it, such as \"A month in the home\"")
	l.titles = r.titles(n.Get("titles"))
	l.Kind = goodturn.Kind(r.Choice(n, "kind", "", kinds))
	r.channel(n, &l)
	r.timing(n, &l)
	for _, s := range r.Words(n, "sides", sideNames()) {
		l.Sides = append(l.Sides, sideOf(s))
	}
	l.sides = allSides
	if len(l.Sides) > 0 {
		l.sides = sideSet(l.Sides)
	}
	l.home = r.addressBound(n) & l.sides
	l.AddressBound = l.home != 0
	if !r.gated(n) {
		l.Requires = r.Words(n, "requires", Facts)
	}
	if n.Get("leans_on") != nil {
		l.LeansOn = r.Choice(n, "leans_on", "market", []string{"market"})
	}
	l.NoteFirst = r.Flag(n, "note_first")
	l.WhenHeld = goodturn.WhenHeld(r.Choice(n, "when_held", string(goodturn.Slide), whenHeld))
	l.Importance = r.Number(n, "importance", 3, 1, 5)
	l.short = r.Flag(n, "short")
	l.words = l.Name
	if w := r.Line(n, "words"); w != "" {
		l.words = w
	}
	if l.Kind == goodturn.KindCall {
		l.words = ""
	}
	l.tempos = 1<<tempos - 1
	if names := r.Words(n, "tempo", []string{string(goodturn.Careful), string(goodturn.Usual), string(goodturn.Warm)}); len(names) > 0 {
		l.tempos = 0
		for _, t := range names {
			l.tempos |= 1 << tempoIndex(goodturn.Tempo(t))
		}
	}
	r.pb.lines = append(r.pb.lines, l)
}

func (r *reader) channel(n *source.Node, l *line) {
	def := string(goodturn.ChannelEmail)
	if l.Kind == goodturn.KindCall {
		def = string(goodturn.ChannelTask)
	}
	c := r.Choice(n, "channel", def, channels)
	l.windows = r.window
	switch c {
	case "preferred":
		l.Channel, l.byChoice = goodturn.ChannelEmail, true
	case string(goodturn.ChannelSMS):
		l.Channel, l.windows = goodturn.ChannelSMS, r.text
	default:
		l.Channel = goodturn.Channel(c)
	}
	l.windows = r.Windows(n, "window", l.windows)
}

func (r *reader) timing(n *source.Node, l *line) {
	l.Yearly = r.Flag(n, "yearly")
	l.FirstWarm = r.Flag(n, "hello")
	l.ByHand = r.Flag(n, "by_hand")
	l.Urgent = r.Flag(n, "urgent")
	l.Follows = r.Line(n, "follows")
	if c := r.Line(n, "companion_of"); c != "" {
		l.Follows, l.Companion = c, true
	}
	if n.Get("on") != nil {
		l.On = goodturn.Stage(r.Choice(n, "on", "", thankedStages))
	}
	after := n.Get("after")
	switch {
	case l.On != "" && (after != nil || l.Follows != "" || l.FirstWarm || l.Yearly):
		r.Fail(n.Get("on"), "on", fmt.Sprintf("The step %s comes with an introduction and has no day of its own.", l.Name), "Leave after:, follows:, hello: and yearly: out.")
	case after != nil && l.ByHand:
		r.Fail(after, "after", fmt.Sprintf("The step %s is asked for by hand, and has no day of its own.", l.Name), "Leave after: out, or by_hand:.")
	case after == nil && l.Follows == "" && !l.FirstWarm && l.On == "" && !l.ByHand:
		r.Fail(n, "after", fmt.Sprintf("The step %s does not say when it comes.", l.Name), "Write after: day 30, or after: 6 months, or follows: and the name of another step.")
	case after != nil && l.Follows != "":
		r.Fail(after, "after", "A step counts from the closing or follows another step, not both.", "Keep after:, or follows: with wait:.")
	case after != nil && l.FirstWarm:
		r.Fail(after, "after", "A hello to people from long ago has no day of its own; it is the first thing they hear.", "Leave after: out.")
	case after != nil:
		l.after = r.byTempo(after, "after", [tempos]schedule.Distance{}, &l.After)
	}
	l.between = r.between(n, l)
	late, until := defaultEnds(l.Kind)
	l.Late = r.Instants(n, "late", late)
	l.until = r.Distance(n.Get("until"), "until", schedule.Days(until))
	if l.Companion && n.Get("until") != nil {
		r.Fail(n.Get("until"), "until", fmt.Sprintf("%s goes with another message, and is over when that is.", l.Name), "Leave until: out.")
	}
	l.Until = l.until.String()
	l.waitMin, l.waitMax = r.wait(n, l)
	l.FollowMin = l.waitMin
	if l.Follows != "" {
		most := 14 * goodturn.Day
		if l.Kind == goodturn.KindReminder {
			most = 21 * goodturn.Day
		}
		l.FollowMax = r.Instants(n, "at_most", max(most, l.waitMax))
	}
}

// between reads "day 21 to day 45": the days on which the words of a step are true, so that nobody moves it further.
func (r *reader) between(n *source.Node, l *line) (out [2]schedule.Distance) {
	v := n.Get("between")
	if v == nil {
		return out
	}
	if n.Get("after") == nil {
		r.Fail(v, "between", fmt.Sprintf("The step %s has no day of its own that could be moved.", l.Name), "Leave between: out.")
		return out
	}
	a, b, ok := strings.Cut(v.Text, " to ")
	if !ok || v.Kind != source.Text {
		r.Fail(v, "between", fmt.Sprintf("%q names no two days.", source.Short(v.Text)), "Write it as day 21 to day 45.")
		return out
	}
	failed := len(r.Errs)
	for i, text := range []string{a, b} {
		out[i] = r.Distance(&source.Node{Kind: source.Text, Text: text, Line: v.Line, Column: v.Column}, "between", schedule.Distance{})
	}
	switch {
	case len(r.Errs) > failed:
	case leastDays(out[0]) > leastDays(out[1]) || out[1] == schedule.Distance{}:
		r.Fail(v, "between", fmt.Sprintf("%s is later than %s.", out[0], out[1]), "Write the earlier day first.")
	default:
		for t, d := range l.after {
			if leastDays(d) < leastDays(out[0]) || mostDays(d) > mostDays(out[1]) {
				r.Fail(v, "between", fmt.Sprintf("At the tempo %s the step %s comes after %s, which is not between these days.", tempoNames[t], l.Name, d), "Make between: wide enough for after:.")
				break
			}
		}
	}
	return out
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
func (r *reader) wait(n *source.Node, l *line) (least, most time.Duration) {
	v := n.Get("wait")
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
		r.Fail(v, "wait", "Only a step that follows another one waits for it.", "Write follows: and the name of a step, or leave wait: out.")
		return 0, 0
	}
	a, b, ok := strings.Cut(v.Text, " to ")
	if last := strings.LastIndexByte(b, ' '); ok && last > 0 && !strings.ContainsAny(a, " ") {
		a += b[last:] // "24 to 48 hours": the unit stands once
	}
	if !ok || v.Kind != source.Text {
		r.Fail(v, "wait", fmt.Sprintf("%q is not a wait.", v.Text), "Write it as 24 to 48 hours, or 7 to 14 days.")
		return 0, 0
	}
	least, most = r.Elapsed(v, "wait", a), r.Elapsed(v, "wait", b)
	if least > most {
		r.Fail(v, "wait", fmt.Sprintf("A wait of %s ends before it begins.", v.Text), "Write the shorter time first.")
	}
	return least, most
}

func (r *reader) addressBound(n *source.Node) uint8 {
	v := n.Get("address_bound")
	if v == nil {
		return 0
	}
	if v.Kind == source.Text {
		if r.Flag(n, "address_bound") {
			return allSides
		}
		return 0
	}
	var set uint8
	for _, s := range r.Words(n, "address_bound", sideNames()) {
		set |= sideBit(sideOf(s))
	}
	return set
}

// titles reads {sold: The papers from the sale, unknown: Papers to keep}.
func (r *reader) titles(n *source.Node) map[goodturn.Side]string {
	if n == nil {
		return nil
	}
	if n.Kind != source.Mapping {
		r.Fail(n, "titles", "Titles are given by side.", "Write {sold: The papers from the sale}.")
		return nil
	}
	r.Known(n, sideNames(), "title")
	out := map[goodturn.Side]string{}
	for _, k := range n.Keys {
		out[sideOf(k.Text)] = r.Need(n, k.Text, "a title")
	}
	return out
}

func (r *reader) answers(n *source.Node) {
	defaults := []AnswerWord{{goodturn.AnswerYes, "Yes"}, {goodturn.AnswerMiddle, "I have somebody in mind, call me"}, {goodturn.AnswerNotNow, "Not now"}, {goodturn.AnswerNo, "No thanks"}}
	if n == nil {
		r.pb.Answers = defaults
		return
	}
	if n.Kind != source.Mapping {
		r.Fail(n, "answers", "The answers are keys with their words.", "Write yes: Yes, not_now: Not now, no: No thanks.")
		return
	}
	r.Known(n, answers, "answer")
	for i, k := range n.Keys {
		if n.Items[i].Kind != source.Text || strings.TrimSpace(n.Items[i].Text) == "" {
			r.Fail(n.Items[i], "answers", fmt.Sprintf("The answer %s has no words.", k.Text), "Write what the person taps, such as Not now.")
			continue
		}
		r.pb.Answers = append(r.pb.Answers, AnswerWord{goodturn.Answer(k.Text), n.Items[i].Text})
	}
	for _, a := range []string{"yes", "not_now", "no"} {
		if n.Get(a) == nil {
			message := fmt.Sprintf("An ask without %q has no way out.", a)
			if a == "yes" {
				message = "An ask that cannot be answered with yes asks nothing."
			}
			r.Fail(n, "answers", message, "Offer yes, not_now and no; each must be as easy as the others.")
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

func orElse(n, other *source.Node) *source.Node {
	if n != nil {
		return n
	}
	return other
}

// byTempo reads one distance, or one for each tempo: {careful: 6 months, usual: day 90, warm: day 60}. written receives the
// usual one as it stands in the file.
func (r *reader) byTempo(v *source.Node, key string, def [tempos]schedule.Distance, written *string) [tempos]schedule.Distance {
	if v == nil {
		return def
	}
	note := func(n *source.Node) {
		if written != nil {
			*written = n.Text
		}
	}
	if v.Kind != source.Mapping {
		d := r.Distance(v, key, schedule.Distance{})
		note(v)
		return [tempos]schedule.Distance{d, d, d}
	}
	names := []string{string(goodturn.Careful), string(goodturn.Usual), string(goodturn.Warm)}
	r.Known(v, names, "tempo")
	for i, name := range names {
		each := v.Get(name)
		if each == nil {
			r.Fail(v, key, fmt.Sprintf("This says nothing for the tempo %s.", name), "Give all three: {careful: 6 months, usual: day 90, warm: day 60}.")
			continue
		}
		def[i] = r.Distance(each, key, def[i])
		if i == 1 {
			note(each)
		}
	}
	return def
}
