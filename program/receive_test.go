package program_test

import (
	"cmp"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// What is taken in together stands as if it had been taken in one after the other, whichever of it came late or was known before.
func TestEventsTakenInTogetherStandAsOneAfterTheOther(t *testing.T) {
	start := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	event := func(name goodturn.EventName, at time.Time, id, props string) goodturn.Event {
		return goodturn.Event{Name: name, At: at, Source: "desk", MessageID: id, Props: []byte(props)}
	}
	known := event(goodturn.EventBounced, hour(-8), "k", `{"address":"x@example.com"}`)
	replied := event(goodturn.EventReplied, hour(-2), "a", `{"channel":"email"}`)
	said := event(goodturn.EventAnswered, hour(-1), "b", `{"ask_id":"x","answer":"not_now","via":"page","until":"2026-06-01T00:00:00Z"}`)
	before := event(goodturn.EventAnswered, hour(-9), "d", `{"ask_id":"y","answer":"yes","via":"page"}`)
	talked := event(goodturn.EventTicketOpened, hour(-5), "c", `{"ticket":"7"}`)
	for name, all := range map[string][]goodturn.Event{
		"in order":             {replied, said},
		"the second came late": {replied, said, talked},
		"the first came late":  {before, replied},
		"an answer came late":  {said, before, talked},
		"one of them twice":    {replied, replied, said},
		"one known before":     {known, replied},
		"all known":            {known, known},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, start)
			ana, bea := w.Client("Ana", goodturn.Date{Year: 2026, Month: 1, Day: 12}), w.Client("Bea", goodturn.Date{Year: 2026, Month: 1, Day: 12})
			of := func(who goodturn.Contact, e goodturn.Event) goodturn.Event {
				e.ContactID, e.MessageID = who.ID, e.MessageID+string(who.ID)
				return e
			}
			var together, apart bool
			var stand [2]standing.Standing
			w.Write(func(tx *store.Tx) error {
				at, err := w.P.ReceiveIn(tx, of(ana, known))
				if err != nil || !at {
					return cmp.Or(err, errors.New("the first event is not new"))
				}
				var es []goodturn.Event
				for _, e := range all {
					es = append(es, of(ana, e))
				}
				if together, err = w.P.ReceiveIn(tx, es...); err != nil {
					return err
				}
				apart = false
				for _, e := range append([]goodturn.Event{known}, all...) {
					isNew, err := w.P.ReceiveIn(tx, of(bea, e))
					if err != nil {
						return err
					}
					apart = apart || isNew && e.MessageID != known.MessageID
				}
				for i, who := range []goodturn.Contact{ana, bea} {
					if stand[i], err = program.StandingOf(tx, who.ID); err != nil {
						return err
					}
					stand[i].ThroughID = "" // of each her own
				}
				return nil
			})
			if together != apart {
				t.Errorf("new together: %v, one after the other: %v", together, apart)
			}
			if !reflect.DeepEqual(stand[0], stand[1]) {
				t.Errorf("together %+v\none after the other %+v", stand[0], stand[1])
			}
		})
	}
}
