package capture_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

func TestCommitIsCalledOnceAndNothingIsKeptWithoutIt(t *testing.T) {
	lost := &channel.Error{Class: channel.ClassUnknown, Stage: "dot"}
	busy := &channel.Error{Class: channel.ClassTemporary, Stage: "rcpt", SMTPCode: 451}
	for _, c := range []struct {
		name    string
		fault   capture.Fault
		commit  error
		cancel  bool
		commits int
		kept    int
		class   channel.Class
	}{
		{name: "a message that goes through", commits: 1, kept: 1},
		{name: "commit refuses", commit: errors.New("opted out"), commits: 1, class: channel.ClassWithdrawn},
		{name: "the context is over", cancel: true, class: channel.ClassWithdrawn},
		{name: "a fault before the mark", fault: capture.Fault{Before: busy}, class: channel.ClassTemporary},
		{name: "the reply got lost", fault: capture.Fault{After: lost, Kept: true}, commits: 1, kept: 1, class: channel.ClassUnknown},
		{name: "the message got lost", fault: capture.Fault{After: lost}, commits: 1, class: channel.ClassUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := capture.New(clock, capture.Faults(func(channel.Message) capture.Fault { return c.fault }))
			ctx, cancel := context.WithCancel(t.Context())
			if c.cancel {
				cancel()
			}
			defer cancel()
			commits := 0
			_, err := s.Send(ctx, channel.Message{DeliveryID: "d1"}, func(context.Context) error { commits++; return c.commit })
			if got := channel.ClassOf(err); got != c.class {
				t.Errorf("class %q, want %q (%v)", got, c.class, err)
			}
			if commits != c.commits || len(s.Messages()) != c.kept {
				t.Errorf("%d commits and %d kept, want %d and %d", commits, len(s.Messages()), c.commits, c.kept)
			}
		})
	}
}

func TestALimitKeepsTheLatest(t *testing.T) {
	var handed int
	s := capture.New(clock, capture.Limit(3), capture.Keep(func(capture.Captured) { handed++ }))
	for i := range 20 {
		m := channel.Message{DeliveryID: fmt.Sprint(i)}
		if _, err := s.Send(t.Context(), m, func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, c := range s.Captured() {
		ids = append(ids, c.Message.DeliveryID)
		if !c.At.Equal(noon) {
			t.Errorf("kept at %v, want the clock's %v", c.At, noon)
		}
	}
	if fmt.Sprint(ids) != "[17 18 19]" || s.Count() != 20 || handed != 20 {
		t.Errorf("kept %v, count %d, handed on %d", ids, s.Count(), handed)
	}
}
