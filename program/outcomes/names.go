package outcomes

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/said"
	"github.com/goodturn-app/goodturn/store"
)

// Dimension is something that tells asks apart.
type Dimension string

const (
	ByCampaign Dimension = "campaign" // the plan, or what a request by hand is for
	ByPlan     Dimension = "plan"
	ByStep     Dimension = "step"
	ByTrigger  Dimension = "trigger"
	ByChannel  Dimension = "channel"
	ByWording  Dimension = "wording"
	ByOwner    Dimension = "owner"
)

// Dimensions lists every one in the order in which they narrow.
var Dimensions = []Dimension{ByCampaign, ByPlan, ByStep, ByTrigger, ByChannel, ByWording, ByOwner}

// of is where a kind of ask keeps its value in a dimension.
func (d Dimension) of(k *store.FunnelKind) *string {
	switch d {
	case ByCampaign:
		return &k.Campaign
	case ByPlan:
		return &k.Playbook
	case ByStep:
		return &k.Step
	case ByTrigger:
		return &k.Trigger
	case ByChannel:
		return (*string)(&k.Channel)
	case ByWording:
		return &k.Wording
	}
	return (*string)(&k.Owner)
}

// Of is the value that a kind of ask has in a dimension.
func (d Dimension) Of(k store.FunnelKind) string { return *d.of(&k) }

// copy gives a kind the value that another has in a dimension.
func (d Dimension) copy(to *store.FunnelKind, from store.FunnelKind) { *d.of(to) = *d.of(&from) }

// Filter chooses the asks for which get names a value in a dimension; one that it gives no value narrows nothing.
func Filter(get func(Dimension) string) store.FunnelFilter {
	return store.FunnelFilter{Campaign: get(ByCampaign), Playbook: get(ByPlan), Step: get(ByStep), Trigger: get(ByTrigger), Channel: goodturn.Channel(get(ByChannel)), Wording: get(ByWording), Owner: goodturn.ID(get(ByOwner))}
}

// Values is the way back.
func Values(f store.FunnelFilter) func(Dimension) string {
	k := store.FunnelKind{Owner: f.Owner, AskTag: goodturn.AskTag{Campaign: f.Campaign, Playbook: f.Playbook, Step: f.Step, Trigger: f.Trigger, Channel: f.Channel, Wording: f.Wording}}
	return func(d Dimension) string { return d.Of(k) }
}

// Names says in words what tells asks apart.
type Names struct {
	owners map[goodturn.ID]string
	plans  map[string]*playbook.Playbook
	words  map[string]*playbook.Words // as they are now, the owner's versions among them
	said   map[string]map[string]said.Text
}

// Names reads them.
func (o *Outcomes) Names(ctx context.Context) (n Names, err error) {
	n = Names{owners: map[goodturn.ID]string{}, plans: map[string]*playbook.Playbook{}, words: map[string]*playbook.Words{}}
	err = o.DB.Read(ctx, func(tx *store.Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			n.owners[u.ID] = u.Name
		}
		if n.said, err = said.All(tx); err != nil {
			return err
		}
		for _, pack := range o.Library {
			n.plans[pack.Playbook.Name] = pack.Playbook
			if n.words[pack.Playbook.Name], err = o.WordsIn(tx, pack); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// Owners is how many people asks can have left in the name of.
func (n Names) Owners() int { return len(n.owners) }

// Say is what a kind of ask is in a dimension.
func (n Names) Say(d Dimension, k store.FunnelKind) string {
	v := d.Of(k)
	plan := n.plans[k.Playbook]
	switch d {
	case ByCampaign, ByPlan:
		if p := n.plans[v]; p != nil && p.Title != "" {
			return p.Title
		}
	case ByStep:
		if plan == nil {
			return v
		}
		for _, s := range plan.Steps {
			if s.Name == v && s.Title != "" {
				return s.Title
			}
		}
	case ByTrigger:
		switch v {
		case "plan":
			return "the calendar"
		case program.Hand:
			return "by hand"
		}
	case ByChannel:
		switch k.Channel {
		case goodturn.ChannelEmail:
			return "e-mail"
		case goodturn.ChannelSMS:
			return "text"
		case goodturn.ChannelDM:
			return "direct message"
		}
	case ByWording:
		return n.wording(k.Playbook, v)
	case ByOwner:
		return n.owners[k.Owner]
	}
	return v
}

// wording says which words a name means: "bought, wording 2 of 3: “You've watched me work all the way …”".
func (n Names) wording(plan, tag string) string {
	switch {
	case tag == "":
		return "words that nobody noted"
	case tag == goodturn.OwnWords:
		return "words written for one person"
	case n.words[plan] == nil:
		return tag
	}
	name := said.Name(tag)
	x, ok := n.words[plan].Named(name)
	t, kept := n.said[plan][tag]
	if !kept && ok && (tag == name || tag == said.Tag(x)) {
		t.Text = x.Template.Source().Text
	}
	s := name + ", which is in the plan no longer"
	if ok {
		s = n.number(plan, x)
	}
	if t.Of > 1 { // two texts under one name
		s += fmt.Sprintf(", version %d, first sent on %s", t.Version, t.First.Format("2 January 2006"))
	}
	if t.Text == "" {
		return s
	}
	return s + ": “" + opening(t.Text) + "”"
}

// Today is the name under which words can be read that stand in the plan today as they were sent; empty if they do not.
func (n Names) Today(plan, tag string) string {
	if n.words[plan] == nil {
		return ""
	}
	x, ok := n.words[plan].Named(said.Name(tag))
	if !ok || tag != x.Name && tag != said.Tag(x) {
		return ""
	}
	return x.Name
}

// Source are words as they were written when they were sent, with an ellipsis for what was different for everybody; empty where they were not
// kept.
func (n Names) Source(plan, tag string) string {
	return strings.TrimSpace(field.ReplaceAllString(n.said[plan][tag].Text, "…"))
}

// number says which of the wordings of its kind one is.
func (n Names) number(plan string, x *playbook.Wording) string {
	of, at, sides := 0, 0, false
	for _, o := range n.words[plan].All() {
		if o.Folder != x.Folder {
			continue
		}
		sides = sides || o.Side != x.Side
		if o.Side == x.Side && o.Form == x.Form {
			of++
			if o.Name == x.Name {
				at = of
			}
		}
	}
	s := fmt.Sprintf("wording %d of %d", at, of)
	if sides {
		s = approvals.SideName(x.Side) + ", " + s
	}
	switch x.Form {
	case message.Text:
		s += " by text"
	case message.Direct:
		s += " by direct message"
	}
	return s
}

var (
	whole = regexp.MustCompile(`(?s)\{\{-?\s*(?:if|with|range)\b.*?\{\{-?\s*end\s*-?\}\}`)
	field = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	link  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// openingWords is how many words tell one wording from the next.
const openingWords = 9

// opening is how the first sentence of a wording begins that is there for everybody. What differs from person to person is "…".
func opening(source string) string {
	subject, body := message.SplitSource(source)
	body = link.ReplaceAllString(whole.ReplaceAllString(body, ""), "$1")
	for _, p := range strings.Split(body, "\n\n") {
		words := strings.Fields(strings.ReplaceAll(field.ReplaceAllString(p, "…"), "… …", "…"))
		for len(words) > 0 && strings.Trim(words[0], "…,. ") == "" {
			words = words[1:]
		}
		if said := len(words) - strings.Count(strings.Join(words, " "), "…"); said < 4 { // a greeting, or a sign-off
			continue
		}
		if len(words) > openingWords {
			return strings.TrimRight(strings.Join(words[:openingWords], " "), ",.;:… ") + " …"
		}
		return strings.Join(words, " ")
	}
	return field.ReplaceAllString(subject, "…")
}
