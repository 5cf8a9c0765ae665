package channel_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/goodturn-app/goodturn/channel"
)

func TestAnErrorThatNobodyClassifiedIsUnknown(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want channel.Class
	}{
		{"no error has no class", nil, ""},
		{"a plain error is unknown", errors.New("boom"), channel.ClassUnknown},
		{"an empty class is unknown", &channel.Error{Stage: "dot"}, channel.ClassUnknown},
		{"a wrapped class is found", fmt.Errorf("sending: %w", &channel.Error{Class: channel.ClassPermanent}), channel.ClassPermanent},
		{"withdrawn keeps its cause", channel.Withdrawn("commit", context.Canceled), channel.ClassWithdrawn},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := channel.ClassOf(c.err); got != c.want {
				t.Errorf("ClassOf(%v) = %q, want %q", c.err, got, c.want)
			}
		})
	}
}

func TestOnlyUnknownMayHaveArrived(t *testing.T) {
	for class, want := range map[channel.Class]bool{
		channel.ClassTemporary: false, channel.ClassPermanent: false, channel.ClassSender: false,
		channel.ClassWithdrawn: false, channel.ClassUnknown: true, "": true, "something new": true,
	} {
		if got := class.MayHaveArrived(); got != want {
			t.Errorf("%q.MayHaveArrived() = %v, want %v", class, got, want)
		}
	}
}

func ExampleError() {
	err := &channel.Error{Class: channel.ClassPermanent, Stage: "rcpt", SMTPCode: 550, Enhanced: "5.1.1", Reply: "no such user here"}
	fmt.Println(err)
	// Output: rcpt: 550 5.1.1 no such user here (permanent)
}
