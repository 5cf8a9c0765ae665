// Package ready answers one question: what still keeps messages from leaving, from the first day until the first one has left?
//
// It refuses to know better than those who refuse: what is missing is what going live is refused for, whether words wait is what the
// queue says, and the rest are the settings that the judgement reads. Where each thing is done is the pages' business.
package ready

import (
	"context"
	"strconv"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/store"
)

// Item is one thing that is left, in the owner's words.
type Item struct {
	Code string `json:"code" enum:"hold,people,undated,postal_address,mailbox,test_message,observe,paused,approval,reply_mode"`
	Says string `json:"says"`
	Do   string `json:"do"`
	Fine bool   `json:"fine,omitempty" doc:"It keeps nothing from leaving; it is said so that nobody looks for it."`
}

// Facts are what the list is made of.
type Facts struct {
	Settings goodturn.Settings
	Lacks    []program.Lack // what going live is refused for
	People   int            // who is here
	InPlan   int            // of them, in a plan of their own
	Undated  int            // past clients without a day of a closing
	Waiting  int            // messages of the coming fortnight that wait for a yes
	Begun    bool           // a message has left already
}

// Left lists what is left, in the order in which it is done best; nil: nothing. Once a message has left it names only what stops every
// other: who waits for a date or a yes then stands with the work of the day. The zero Facts are an empty, new workspace.
func Left(f Facts) (out []Item) {
	add := func(code, says, do string) { out = append(out, Item{Code: code, Says: says, Do: do}) }
	lacks := func(codes ...string) {
		for _, code := range codes {
			for _, l := range f.Lacks {
				if l.Code == code {
					add(l.Code, l.Says, l.Do)
				}
			}
		}
	}
	lacks("hold")
	switch {
	case f.Begun:
	case f.People == 0:
		add("people", "Nobody is here yet.", "Bring the list of the people you helped, or add one by hand. Nothing is sent by that.")
	case f.Undated > 0:
		do := "They are in no plan until you say it."
		switch {
		case f.InPlan == 0:
			do = "Nobody is in the plan until you say it."
		case f.InPlan+f.Undated == f.People:
			do += " Everybody else is."
		}
		if f.Undated == 1 {
			add("undated", "One past client has no day of a closing.", do)
		} else {
			add("undated", strconv.Itoa(f.Undated)+" past clients have no day of a closing.", do)
		}
	}
	lacks("postal_address", "mailbox", "test_message")
	if f.Settings.Mode != goodturn.ModeLive {
		do := "See who gets what in the first fourteen days, and begin with three a day. What came due before is not caught up."
		if len(f.Lacks) > 0 {
			do = "You can begin once that is done."
		}
		add("observe", "You are only watching.", do)
	}
	if f.Settings.Paused {
		add("paused", "Everything is paused.", "Nothing leaves until somebody resumes. What went stale meanwhile is not sent.")
	}
	if f.Settings.Mode == goodturn.ModeLive && !f.Begun && f.Waiting > 0 {
		if f.Waiting == 1 {
			add("approval", "One message of the coming two weeks waits for a yes.", "Read it, change a word if you like, and let it go at its time.")
		} else {
			add("approval", strconv.Itoa(f.Waiting)+" messages of the coming two weeks wait for a yes.", "Read them, change a word if you like, and let each go at its time.")
		}
	}
	if len(out) > 0 && !f.Begun && f.Settings.PublicProvedAt.IsZero() {
		says := "There is no public address, and none is needed."
		if f.Settings.PublicURL != "" {
			says = "The public address has not been proved to lead here yet. Nothing waits for it."
		}
		out = append(out, Item{Code: "reply_mode", Says: says, Do: "People answer by replying. With one, letters carry links to answer with.", Fine: true})
	}
	return out
}

// Find reads the facts and lists what is left. It writes nothing.
func Find(ctx context.Context, p *program.Program) ([]Item, error) {
	var f Facts
	var err error
	if f.Lacks, err = p.BeforeLive(ctx); err != nil {
		return nil, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		f.People = 0
		if f.Settings, err = tx.Settings(); err != nil {
			return err
		}
		places, err := tx.Coverage()
		if err != nil {
			return err
		}
		for _, n := range places {
			f.People += n
		}
		f.InPlan, f.Undated = places[store.PlacePlan], places[store.PlaceUndated]
		highest, err := p.Highest(tx)
		f.Begun = highest > 0
		return err
	})
	if err != nil {
		return nil, err
	}
	if f.Settings.Mode == goodturn.ModeLive && !f.Begun {
		q, err := approvals.New(p).Queue(ctx, 14*goodturn.Day, "", 0)
		if err != nil {
			return nil, err
		}
		f.Waiting = q.All
	}
	return Left(f), nil
}
