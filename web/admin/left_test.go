package admin_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// From an empty office to the first message the first page names what is left, each with the way there, and then no longer.
func TestTodayNamesWhatIsLeftUntilMessagesCanLeave(t *testing.T) {
	x := newPorch(t)
	all := map[string]string{"Nobody is here yet.": "/start", "Your postal address is missing.": "/settings/address", "No mailbox is connected.": "/settings/mailbox", "No message to yourself has arrived yet.": "/settings/mailbox",
		"You are only watching.": "/live", "There is no public address, and none is needed.": "/settings/public", "for a yes.": "/messages"}
	says := func(when string, want ...string) {
		t.Helper()
		page := x.page("/")
		if strings.Contains(page, "Before messages can leave") != (len(want) > 0) {
			t.Errorf("%s: the list is there: %t", when, len(want) == 0)
		}
		for text, at := range all {
			named := false
			for _, w := range want {
				named = named || w == text
			}
			if strings.Contains(page, text) != named || named && !strings.Contains(page, `href="`+at+`"`) {
				t.Errorf("%s: %q is named: %t", when, text, !named)
			}
		}
	}
	public := "There is no public address, and none is needed."
	says("at first", "Your postal address is missing.", "No mailbox is connected.", "You are only watching.", public)
	if page := x.page("/"); !strings.Contains(page, "<h2>Nobody is here yet</h2>") || !strings.Contains(page, "Bring a list") {
		t.Error("nobody is here, and the first page does not say how to change it")
	}
	if page := x.page("/start/choose"); !strings.Contains(page, "No mailbox is connected.") || !strings.Contains(page, "Nobody is here yet.") || strings.Contains(page, "You are only watching.") || strings.Contains(page, "See who gets what first") {
		t.Error("the last of the first steps does not say what is left")
	}

	x.keeps("/settings/address", url.Values{"postal": {"100 Example Ave, New York, NY 10001"}, "region": {"NY"}, "zone": {"America/New_York"}})
	mailbox := url.Values{"step": {"keep"}, "email": {"dana@example.com"}, "secret": {"abcd efgh"}, "host": {"smtp.gmail.com"}, "port": {"587"}, "security": {"starttls"}}
	x.keeps("/settings/mailbox", mailbox)
	if _, err := people.New(x.p).AddByHand(context.Background(), people.NewPerson{Name: "Ana Ruiz", Email: "ana@example.org", Closed: goodturn.Date{Year: 2026, Month: 10, Day: 28}, Side: goodturn.SideBought,
		Address: "10 Oak Street, New York, NY 10002", Greeting: "Ana", By: x.owner().ID}); err != nil {
		t.Fatal(err)
	}
	says("with a mailbox that was not tried", "No message to yourself has arrived yet.", "You are only watching.", public)
	mailbox.Set("step", "test")
	x.keeps("/settings/mailbox", mailbox)
	says("while watching", "You are only watching.", public)
	if page := x.page("/start/choose"); strings.Contains(page, "Before messages can leave") || !strings.Contains(page, "See who gets what first") {
		t.Error("something is left at the end of the first steps")
	}

	x.keeps("/live", nil)
	says("live", "for a yes.", public)
	x.keeps("/pause", nil)
	if page := x.page("/"); !strings.Contains(page, "Nothing leaves until somebody resumes.") || strings.Count(page, `action="/resume"`) != 2 {
		t.Error("a pause is not among what is left, or cannot be ended there")
	}
	x.keeps("/resume", nil)
	x.keeps("/settings/public", url.Values{"url": {"https://answers.example.com"}})
	says("with a public address", "for a yes.")

	if err := x.db.Write(context.Background(), func(tx *store.Tx) error { // every kind goes by itself: nothing keeps anything back
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Approve = false
		return tx.SaveSettings(s)
	}); err != nil {
		t.Fatal(err)
	}
	says("when nothing is left")
}

// Whoever may not do a thing is told who may, and is led to look.
func TestAnAgentIsToldWhoDoesWhatIsLeft(t *testing.T) {
	x := newPorch(t)
	u := x.owner()
	u.Role = goodturn.RoleAgent
	if err := x.db.Write(context.Background(), func(tx *store.Tx) error { return tx.UpdateUser(u) }); err != nil {
		t.Fatal(err)
	}
	page := x.page("/")
	_, line, _ := strings.Cut(page, "Your postal address is missing.")
	line, _, _ = strings.Cut(line, "</li>")
	if !strings.Contains(line, "That is for the owner of this workspace.") || strings.Contains(line, "Do it") || !strings.Contains(line, "Look") {
		t.Error(line)
	}
}
