package store

import (
	"cmp"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Milestone is a stage of the funnel that an ask has reached.
type Milestone struct {
	AskID     goodturn.ID
	ContactID goodturn.ID
	Step      string
	At        time.Time
	Kind      FunnelKind // of the ask, where a list of asks was read
}

const (
	sqlReach   = `INSERT INTO milestone (workspace_id, ask_id, step, contact_id, at) VALUES ROWS(5) ON CONFLICT (workspace_id, ask_id, step) DO NOTHING RETURNING step`
	sqlUnreach = `DELETE FROM milestone WHERE workspace_id = $1 AND ask_id = $2 AND step = $3`
	sqlReached = `SELECT ask_id, contact_id, step, at FROM milestone WHERE workspace_id = $1 AND ask_id = $2 ORDER BY at, step`
	sqlAtStep  = `SELECT m.ask_id, m.contact_id, m.step, m.at, a.owner_id, a.campaign, a.playbook, a.step, a.trigger_name, a.channel, a.wording FROM milestone m JOIN ask a ON a.id = m.ask_id
WHERE m.workspace_id = $1 AND a.workspace_id = m.workspace_id AND m.step = $2 AND m.ask_id < $3 AND a.opened_at >= $4 AND a.opened_at < $5
 AND ($6 = '' OR a.owner_id = $7) AND ($8 = '' OR a.playbook = $9) AND ($10 = '' OR a.step = $11) AND ($12 = '' OR a.trigger_name = $13) AND ($14 = '' OR a.channel = $15)
 AND ($16 = '' OR a.wording = $17) AND ($18 = '' OR a.campaign = $19)
ORDER BY m.ask_id DESC LIMIT $20`
)

// funnelMetric is the roll-up in which a step is counted, by the day on which was asked.
const funnelMetric = "funnel:"

// Reach notes that an ask has come to stages, and counts each on the day of the ask but those to which it had come before.
func (tx *Tx) Reach(a goodturn.Ask, at time.Time, steps ...string) error {
	return change(tx, sqlReach, steps, func(args []any, step *string) []any {
		return append(args, tx.ws(), string(a.ID), *step, string(a.ContactID), ms(at))
	}, func(r scanner) error {
		var step string
		err := r.Scan(&step)
		tx.Count(a.OpenedAt, funnelMetric+step, funnelDim(a), 1)
		return err
	})
}

// Unreach takes back that an ask has come to a stage: an answer was changed, a deal fell through. False if it had not.
func (tx *Tx) Unreach(a goodturn.Ask, step string) (bool, error) {
	n, err := tx.exec(sqlUnreach, tx.ws(), a.ID, step)
	if n == 1 {
		tx.Count(a.OpenedAt, funnelMetric+step, funnelDim(a), -1)
	}
	return n == 1, err
}

// Reached lists the stages that an ask has come to.
func (tx *Tx) Reached(ask goodturn.ID) ([]Milestone, error) {
	return collect(tx, scanMilestone, sqlReached, tx.ws(), ask)
}

func scanMilestone(r scanner, m *Milestone) error {
	return r.Scan((*string)(&m.AskID), (*string)(&m.ContactID), &m.Step, (*stamp)(&m.At))
}

// FunnelFilter chooses asks; empty fields choose all.
type FunnelFilter struct {
	Owner                                      goodturn.ID
	Campaign, Playbook, Step, Trigger, Wording string
	Channel                                    goodturn.Channel
}

// Matches reports whether asks of this kind are chosen.
func (f FunnelFilter) Matches(k FunnelKind) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	return is(string(f.Owner), string(k.Owner)) && is(f.Playbook, k.Playbook) && is(f.Step, k.Step) && is(f.Trigger, k.Trigger) && is(string(f.Channel), string(k.Channel)) &&
		is(f.Wording, k.Wording) && is(f.Campaign, k.Campaign)
}

// AtStep pages through the asks of an instant to another that have come to a stage, newest first; before is the ask of the page before.
func (tx *Tx) AtStep(step string, f FunnelFilter, from, to time.Time, before goodturn.ID, limit int) ([]Milestone, error) {
	return collect(tx, func(r scanner, m *Milestone) error {
		k := &m.Kind
		return r.Scan((*string)(&m.AskID), (*string)(&m.ContactID), &m.Step, (*stamp)(&m.At), (*string)(&k.Owner), &k.Campaign, &k.Playbook, &k.Step, &k.Trigger, (*string)(&k.Channel), &k.Wording)
	}, sqlAtStep, tx.ws(), step, cmp.Or(before, "~"), from, to, f.Owner, f.Owner, f.Playbook, f.Playbook, f.Step, f.Step, f.Trigger, f.Trigger, f.Channel, f.Channel, f.Wording, f.Wording, f.Campaign, f.Campaign, limit)
}

// FunnelKind is what the funnel is taken apart by.
type FunnelKind struct {
	Owner goodturn.ID
	goodturn.AskTag
}

// funnelDim writes a kind into a roll-up. None of its parts has a line break in it: they are ids, of our making, or cleaned here.
func funnelDim(a goodturn.Ask) string {
	clean := func(s string) string { return strings.ReplaceAll(s, "\n", " ") }
	return strings.Join([]string{string(a.OwnerID), clean(a.Campaign), clean(a.Playbook), clean(a.Step), clean(a.Trigger), string(a.Channel), clean(a.Wording)}, "\n")
}

func readFunnelDim(s string) (k FunnelKind) {
	p := strings.Split(s, "\n")
	if len(p) != 7 {
		return k
	}
	k.Owner, k.Campaign, k.Playbook, k.Step, k.Trigger, k.Channel = goodturn.ID(p[0]), p[1], p[2], p[3], p[4], goodturn.Channel(p[5])
	k.Wording = p[6]
	return k
}

// FunnelCount is how many asks of one kind and day have come to a stage.
type FunnelCount struct {
	Day  goodturn.Date
	Kind FunnelKind
	Step string
	N    int
}

// FunnelCounts reads what became of the asks of a span of days, both included, for each of the steps. Days before apart are added up
// under the first of them; those from apart on come one by one.
func (tx *Tx) FunnelCounts(steps []string, first, last, apart goodturn.Date) (out []FunnelCount, err error) {
	kinds := map[string]FunnelKind{}
	for _, s := range steps {
		days, err := tx.Counts(funnelMetric+s, later(first, apart), last)
		if err != nil {
			return nil, err
		}
		if first.Before(apart) {
			sums, err := tx.CountSums(funnelMetric+s, first, earlier(last, apart.AddDays(-1)))
			if err != nil {
				return nil, err
			}
			days = append(sums, days...)
		}
		for _, d := range days {
			k, ok := kinds[d.Dim]
			if !ok {
				k = readFunnelDim(d.Dim)
				kinds[d.Dim] = k
			}
			out = append(out, FunnelCount{Day: d.Day, Kind: k, Step: s, N: int(d.N)})
		}
	}
	return out, nil
}

func later(a, b goodturn.Date) goodturn.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b goodturn.Date) goodturn.Date {
	if a.Before(b) {
		return a
	}
	return b
}
