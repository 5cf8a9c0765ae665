package story

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/source"
	"github.com/goodturn-app/goodturn/schedule"
)

// Story is the test and the documentation of a pack: lives told as a timeline, with what must go out and what must not. A file
// story.txtar holds several chapters, each begun by a line "-- story: title --"; text before the first one is an introduction.
// Package sim plays a story on its virtual clock.
//
// A line is WHEN, then what happens or what must be seen:
//
//	2026-01-05        closing ana side=bought zone=America/Denver street="12 Oak Street"
//	+92d              sends email first-ask to ana
//	+92d 2h           ana taps not-now
//	+120d             why ana first-ask-reminder -> skip: answered
//
// WHEN is a date, or a distance from the chapter's first date in days, months or years (+92d, +6m, +1y), counted on the calendar.
// After it may stand a local time (+92d 16:30), or hours after the line above (+92d 2h). A line without a time that makes
// something happen does so at noon in the person's zone; one that expects something means that whole local day. "#" begins a
// comment. Two days with dots between them (+1d..+5d) mean one of the days from the first to the last. Everybody in a chapter can be reached by e-mail, has a ground on file for it, and is fine unless told otherwise.
// Sending is live and nothing waits for approval. Holidays are those of the United States.
type Story struct {
	File     string
	Intro    string
	Chapters []Chapter
}

// Chapter is one timeline. Its lines are in order of time.
type Chapter struct {
	Title string
	Line  int // of its heading
	Lines []Line
}

// Line is one line of a chapter.
type Line struct {
	Line    int
	At      Time
	Verb    Verb
	Subject string            // whom it is about; "owner" or "" for the workspace
	Args    []string          // what the verb's shape names, in its order
	Options map[string]string // key=value pairs
	Text    string            // words in quotes, or what stands behind the colon of an expectation
}

// Time is when: a day, and either a time of day, hours after the line above, or neither.
type Time struct {
	Date  goodturn.Date
	Last  goodturn.Date // of a span of days; zero: Date alone
	Clock int           // minute of the local day, -1 if none is given
	Hours int           // after the line above; 0 if none are given
}

// Verb is what a line says.
type Verb string

// What happens.
const (
	Closing  Verb = "closing"    // a closing becomes known on the day it happened; options: side zone street city state zip area email phone prefers consent=sms loan rate household given
	Import   Verb = "import"     // the same, of the past: options as for closing, and date=
	Taps     Verb = "taps"       // yes, middle, not-now, no, stop
	Replies  Verb = "replies"    // with the text in quotes
	Bounces  Verb = "bounces"    // their address is dead
	Talked   Verb = "talked"     // the owner spoke with them
	Ended    Verb = "talk-ended" // and says how it ended, in the quotes
	Notes    Verb = "notes"      // not a good time: bereavement, illness, separation, baby, job; option until=
	Corrects Verb = "corrects"   // options: date= side= email= zone=
	Moves    Verb = "moves"      // they no longer own the home
	Leaves   Verb = "leaves-out" // the owner keeps them out of the plan
	Takes    Verb = "takes-in"
	Names    Verb = "names"   // they give the owner a friend's name; the text in quotes is the name; told=yes: the friend lets them know that we are in touch
	Reaches  Verb = "reaches" // the last introduction of theirs comes to a stage: qualified, opportunity, won, lost
	Thanks   Verb = "thanks"  // the owner thanks them in person
	Sets     Verb = "sets"    // the workspace: tempo= review_link=yes sms=yes market=up|down|none rates=lower area_note= name= reward="credit 20" friend=10; reward=none
	Knows    Verb = "knows"   // the owner takes up somebody known from work; options: zone email company last work years note prefers offer household
	Asks     Verb = "asks"    // the owner asks them by hand and reads the words; options: by urgent goal person role company work why offer. "owner cannot-ask" is the same, refused with the words in the quotes
	Cannot   Verb = "cannot-ask"
	Offers   Verb = "offers" // the owner notes something useful for them, in quotes
	Did      Verb = "did"    // they did what they had promised
	Pauses   Verb = "pauses"
	Resumes  Verb = "resumes"
	Gives    Verb = "gives" // the owner gives them what is owed for an introduction
)

// What must be seen.
const (
	Sends   Verb = "sends"   // Args: channel, step
	Silent  Verb = "silent"  // nothing goes out to them from this day to the one in Args, both included; or on this day
	Calls   Verb = "calls"   // Args: step; the owner is asked to call
	Skips   Verb = "skips"   // Args: step; Text: the reason's code
	Expires Verb = "expires" // Args: step; Text: the reason's code
	Reward  Verb = "reward"  // Args: held, owed, given, taken-back or none: how their last reward stands
	Why     Verb = "why"     // Args: step, verdict, and for wait the date until which; Text: the reason's code
)

// storyShapes says how each verb is written. A word in capitals is an argument; NAME becomes the subject.
var storyShapes = []struct {
	verb    Verb
	shape   string
	expects bool
	options string
	text    bool // words in quotes, or after the colon
}{
	{Closing, "closing NAME", false, "side zone street city state zip area email phone prefers consent loan rate household given", false},
	{Import, "import NAME", false, "date side zone street city state zip area email phone prefers consent loan rate household given", false},
	{Knows, "knows NAME", false, "zone email company last work years note prefers offer household", false},
	{Asks, "owner asks KIND of NAME", false, "by urgent goal person role company work years part why offer", false},
	{Cannot, "owner cannot-ask KIND of NAME", false, "by urgent goal person role company work years part why offer", true},
	{Offers, "owner offers NAME", false, "", true},
	{Did, "NAME did it", false, "", false},
	{Taps, "NAME taps ANSWER", false, "", false},
	{Replies, "NAME replies", false, "", true},
	{Bounces, "NAME bounces", false, "", false},
	{Talked, "owner talked to NAME", false, "", false},
	{Ended, "owner talk-ended with NAME", false, "", true},
	{Notes, "owner notes KIND for NAME", false, "until", false},
	{Corrects, "owner corrects NAME", false, "date side email zone street", false},
	{Moves, "NAME moves", false, "", false},
	{Leaves, "owner leaves-out NAME", false, "", false},
	{Takes, "owner takes-in NAME", false, "", false},
	{Names, "NAME names", false, "told", true},
	{Reaches, "owner reaches STAGE for NAME", false, "", false},
	{Thanks, "owner thanks NAME", false, "", false},
	{Sets, "owner sets", false, "tempo review_link sms market rates area_note name reward friend", false},
	{Pauses, "owner pauses", false, "", false},
	{Resumes, "owner resumes", false, "", false},
	{Gives, "owner gives NAME", false, "", false},
	{Reward, "reward of NAME STATE", true, "", false},
	{Sends, "sends CHANNEL STEP to NAME", true, "", false},
	{Silent, "silent NAME", true, "", false},
	{Silent, "silent NAME to DAY", true, "", false},
	{Calls, "calls STEP for NAME", true, "", false},
	{Skips, "skips STEP for NAME", true, "", true},
	{Expires, "expires STEP for NAME", true, "", true},
	{Why, "why NAME STEP -> wait until DAY", true, "", true},
	{Why, "why NAME STEP -> VERDICT", true, "", true},
}

// Expects reports whether the line says what must be seen, rather than what happens.
func (l Line) Expects() bool {
	for _, s := range storyShapes {
		if s.verb == l.Verb {
			return s.expects
		}
	}
	return false
}

// Parse reads a story. On error it returns nil and a *goodturn.Error that names the line and how to write it.
func Parse(file string, src []byte) (*Story, error) {
	s := &Story{File: file}
	var anchor goodturn.Date
	for i, raw := range strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n") {
		n := i + 1
		if title, ok := heading(raw); ok {
			s.Chapters = append(s.Chapters, Chapter{Title: title, Line: n})
			anchor = goodturn.Date{}
			continue
		}
		if len(s.Chapters) == 0 {
			s.Intro += raw + "\n"
			continue
		}
		c := &s.Chapters[len(s.Chapters)-1]
		words, err := storyWords(raw)
		if err == nil && len(words) == 0 {
			continue
		}
		var l Line
		if err == nil {
			l, err = storyLine(words, anchor)
		}
		if err == nil && len(c.Lines) > 0 && l.At.Date.Before(c.Lines[len(c.Lines)-1].At.Date) {
			err = goodturn.Invalid("", fmt.Sprintf("%s lies before the line above.", l.At.Date), "Tell a story in order of time.")
		}
		if err != nil {
			e := err.(*goodturn.Error)
			e.File, e.Line = file, n
			return nil, e
		}
		if anchor.IsZero() {
			anchor = l.At.Date
		}
		l.Line = n
		c.Lines = append(c.Lines, l)
	}
	s.Intro = strings.TrimSpace(s.Intro)
	if len(s.Chapters) == 0 {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Line: 1, Message: "There is no story here.", Hint: "Begin a chapter with -- story: title --."}
	}
	for _, c := range s.Chapters {
		if len(c.Lines) == 0 {
			return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Line: c.Line, Message: fmt.Sprintf("The chapter %q is empty.", c.Title), Hint: "Give it a closing, and what goes out."}
		}
	}
	return s, nil
}

func heading(line string) (title string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(line), "-- story: ")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inner, " --")
}

// storyWord is one word of a line; quoted ones and what follows a colon are kept apart.
type storyWord struct {
	s      string
	quoted bool
}

func storyWords(line string) ([]storyWord, error) {
	var out []storyWord
	for s := strings.TrimSpace(line); s != "" && s[0] != '#'; s = strings.TrimLeft(s, " \t") {
		key := ""
		if i := strings.IndexAny(s, " \t\"="); i > 0 && s[i] == '=' && i+1 < len(s) && s[i+1] == '"' {
			key, s = s[:i+1], s[i+1:]
		}
		if s[0] == '"' {
			end := strings.IndexByte(s[1:], '"')
			if end < 0 {
				return nil, goodturn.Invalid("", "A quotation mark is never closed.", "Close it on the same line.")
			}
			out = append(out, storyWord{key + s[1:1+end], key == ""})
			s = s[end+2:]
			continue
		}
		end := strings.IndexAny(s, " \t")
		if end < 0 {
			end = len(s)
		}
		out = append(out, storyWord{s[:end], false})
		s = s[end:]
	}
	return out, nil
}

func storyLine(words []storyWord, anchor goodturn.Date) (Line, error) {
	l := Line{}
	first, last, span := strings.Cut(words[0].s, "..")
	at, err := storyDay(first, anchor)
	if err != nil {
		return l, err
	}
	l.At = Time{Date: at, Clock: -1}
	if span {
		if l.At.Last, err = storyDay(last, anchor); err != nil {
			return l, err
		}
		if l.At.Last.Before(at) {
			return l, goodturn.Invalid("", fmt.Sprintf("%s ends before it begins.", words[0].s), "Write the earlier day first.")
		}
	}
	words = words[1:]
	if len(words) > 0 {
		if h, ok := strings.CutSuffix(words[0].s, "h"); ok && storyNumber(h) >= 0 {
			l.At.Hours, words = storyNumber(h), words[1:]
		} else if hh, mm, ok := strings.Cut(words[0].s, ":"); ok && storyNumber(hh) >= 0 && storyNumber(hh) < 24 && len(mm) == 2 && storyNumber(mm) >= 0 && storyNumber(mm) < 60 {
			l.At.Clock, words = schedule.Clock(storyNumber(hh), storyNumber(mm)), words[1:]
		}
	}
	var plain []string
	l.Options = map[string]string{}
	for i, w := range words {
		key, value, isOption := strings.Cut(w.s, "=")
		switch {
		case w.quoted:
			l.Text = w.s
		case isOption:
			l.Options[key] = value
		case strings.HasSuffix(w.s, ":"):
			plain = append(plain, strings.TrimSuffix(w.s, ":"))
			var rest []string
			for _, x := range words[i+1:] {
				rest = append(rest, x.s)
			}
			l.Text = strings.Join(rest, " ")
			return l, l.match(plain, anchor)
		default:
			plain = append(plain, w.s)
		}
	}
	return l, l.match(plain, anchor)
}

// match finds the shape that the words fit.
func (l *Line) match(words []string, anchor goodturn.Date) error {
	var near []string
	for _, s := range storyShapes {
		shape := strings.Fields(s.shape)
		if containsWord(words, string(s.verb)) {
			near = append(near, s.shape)
		}
		if len(shape) != len(words) {
			continue
		}
		subject, args, ok := "", []string(nil), true
		for i, w := range shape {
			ok = ok && (w == words[i] || w != "->" && w == strings.ToUpper(w))
		}
		if !ok {
			continue
		}
		for i, w := range shape {
			switch {
			case w == "NAME":
				subject = words[i]
			case w == "DAY":
				d, err := storyDay(words[i], anchor)
				if err != nil {
					return err
				}
				args = append(args, d.String())
			case w != words[i]:
				args = append(args, words[i])
			}
		}
		if strings.Contains(s.shape, "until DAY") {
			args = append(args[:1], "wait", args[1])
		}
		for key := range l.Options {
			if !containsWord(strings.Fields(s.options), key) {
				return goodturn.Invalid("", fmt.Sprintf("%s takes no %s=.", s.verb, key), source.Meant(key, strings.Fields(s.options)))
			}
		}
		if s.text && l.Text == "" {
			return goodturn.Invalid("", fmt.Sprintf("%s says nothing.", s.verb), "Put the words in quotes, or the reason's code after a colon.")
		}
		l.Verb, l.Subject, l.Args = s.verb, subject, args
		return nil
	}
	if len(near) > 0 {
		return goodturn.Invalid("", "This line cannot be read.", "Write it as: "+source.Or(near)+".")
	}
	return goodturn.Invalid("", fmt.Sprintf("%q is nothing that happens in a story.", source.Short(strings.Join(words, " "))), "Use one of the verbs listed in playbook/story/story.go.")
}

func containsWord(words []string, w string) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}

// storyDay reads a date or a distance from the chapter's first date.
func storyDay(s string, anchor goodturn.Date) (goodturn.Date, error) {
	rest, relative := strings.CutPrefix(s, "+")
	if !relative {
		d, err := goodturn.ParseDate(s)
		if err != nil || d.IsZero() {
			return d, goodturn.Invalid("", fmt.Sprintf("%q is not a day.", source.Short(s)), "Begin a line with 2026-01-05, +92d, +6m or +1y.")
		}
		return d, nil
	}
	if anchor.IsZero() {
		return anchor, goodturn.Invalid("", fmt.Sprintf("%q counts from a date, and there is none above it.", source.Short(s)), "Begin the chapter with a date.")
	}
	n, unit := -1, ""
	if len(rest) > 1 {
		n, unit = storyNumber(rest[:len(rest)-1]), rest[len(rest)-1:]
	}
	switch {
	case n < 0 || n > 40000:
	case unit == "d":
		return anchor.AddDays(n), nil
	case unit == "m":
		return anchor.AddMonths(n), nil
	case unit == "y":
		return anchor.AddYears(n), nil
	}
	return anchor, goodturn.Invalid("", fmt.Sprintf("%q is not a distance.", source.Short(s)), "Write +92d, +6m or +1y.")
}

func storyNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || s[0] == '+' || s[0] == '-' {
		return -1
	}
	return n
}
