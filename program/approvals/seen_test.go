package approvals_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/store"
)

// Only the words that somebody saw are approved: what reads otherwise by now comes back as it reads, and waits on.
func TestAnApprovalIsForTheWordsThatWereSeen(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *approvals.Approvals, *town, goodturn.Touch, string){
		"other words": func(t *testing.T, a *approvals.Approvals, w *town, x goodturn.Touch, body string) {
			if _, err := a.EditTouch(t.Context(), w.Owner.ID, x.ID, "A word", body+"\n\nSee you at the fair."); err != nil {
				t.Fatal(err)
			}
		},
		"a line below": func(t *testing.T, a *approvals.Approvals, w *town, x goodturn.Touch, _ string) {
			if _, err := a.AddPS(t.Context(), w.Owner.ID, x.ID, "See you at the fair."); err != nil {
				t.Fatal(err)
			}
		},
		"another name": func(t *testing.T, _ *approvals.Approvals, w *town, x goodturn.Touch, _ string) {
			w.Write(func(tx *store.Tx) error {
				c, err := tx.Contact(x.ContactID)
				c.Greeting = "Anita"
				if err != nil {
					return err
				}
				return tx.UpdateContact(c)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, _, first := approving(t)
			a := approvals.New(w.P)
			d, err := a.Draft(t.Context(), first.ID)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[goodturn.ID]string{first.ID: approvals.Version(d.Letter)}
			change(t, a, w, first, d.Body)
			out, err := a.ApproveSeen(t.Context(), w.Owner.ID, seen)
			if err != nil || len(out.Touches) != 0 || len(out.Changed) != 1 || approvals.Version(out.Changed[0].Letter) == seen[first.ID] {
				t.Fatalf("%+v %v", out, err)
			}
			w.Until(w.Now.Add(time.Hour))
			if n := w.Mail.Count(); n != 0 {
				t.Fatalf("%d letters left unread", n)
			}
			seen[first.ID] = approvals.Version(out.Changed[0].Letter)
			w.Now = w.Now.Add(time.Hour)
			if out, err = a.ApproveSeen(t.Context(), w.Owner.ID, seen); err != nil || len(out.Touches) != 1 {
				t.Fatalf("read anew: %+v %v", out, err)
			}
		})
	}
}

// A yes to a page is a yes to what that page showed: what is on the next page waits on, and so does what has changed meanwhile.
func TestOneYesApprovesWhatThePageShowedAndNothingElse(t *testing.T) {
	w, _, first := approving(t)
	w.Client("Ben", closed.AddDays(1))
	w.Client("Chen", closed.AddDays(2))
	a := approvals.New(w.P)
	page, err := a.Queue(t.Context(), 14*goodturn.Day, "", 2)
	if err != nil || page.All < 3 || len(page.Waiting) != 2 || page.Last == "" || len(page.Together()) != 2 {
		t.Fatalf("%+v %v", page, err)
	}
	if _, err := a.AddPS(t.Context(), w.Owner.ID, first.ID, "See you at the fair."); err != nil {
		t.Fatal(err)
	}
	out, err := a.ApproveSeen(t.Context(), w.Owner.ID, page.Together())
	if err != nil || len(out.Touches) != 1 || len(out.Changed) != 1 || out.Changed[0].Touch.ID != first.ID {
		t.Fatalf("%+v %v", out, err)
	}
	rest, err := a.Queue(t.Context(), 14*goodturn.Day, "", 10)
	if err != nil || rest.All != page.All-1 {
		t.Errorf("%d wait after one of %d was approved: %v", rest.All, page.All, err)
	}
	for _, x := range rest.Waiting {
		if x.Touch.ID == out.Touches[0] || !x.Touch.ApprovedAt.IsZero() {
			t.Errorf("%s waits and is approved", x.Touch.ID)
		}
	}
}

// Other words and the line below are kept together or not at all, whichever of them is refused; an approval that was for other words is void.
func TestWordsAndTheLineBelowAreKeptTogether(t *testing.T) {
	w, c, first := approving(t)
	a := approvals.New(w.P)
	d, err := a.Draft(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	fair := d.Body + "\n\nSee you at the fair."
	for name, own := range map[string]approvals.Own{
		"the line is refused":   {Words: true, Subject: d.Subject, Body: fair, Below: true, PS: strings.Repeat("on and on ", 60)},
		"the words are refused": {Words: true, Subject: d.Subject, Body: d.Body + "\n\n{{ nobody_knows", Below: true, PS: "See you."},
	} {
		if _, err := a.Write(t.Context(), w.Owner.ID, first.ID, own); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
		for _, x := range w.Touches(c.ID) {
			if x.ID == first.ID && (x.Edited || x.PS != "") {
				t.Errorf("%s: half of it was kept: %+v", name, x)
			}
		}
	}
	out, err := a.Write(t.Context(), w.Owner.ID, first.ID, approvals.Own{Words: true, Subject: d.Subject, Body: fair, Below: true, PS: "Say hello to the dog."})
	if err != nil {
		t.Fatal(err)
	}
	now, err := a.Draft(t.Context(), first.ID)
	if err != nil || approvals.Version(now.Letter) != approvals.Version(out.Letter) {
		t.Errorf("it was said to read\n%s\nand reads\n%s", out.Letter.Text, now.Letter.Text)
	}
	if _, err := a.Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddPS(t.Context(), w.Owner.ID, first.ID, "Another line."); err != nil {
		t.Fatal(err)
	}
	for _, x := range w.Touches(c.ID) {
		if x.ID == first.ID && !x.ApprovedAt.IsZero() {
			t.Error("a line was added below what was approved, and it is approved still")
		}
	}
}

func TestTheSecretOfALinkIsNoWord(t *testing.T) {
	letter := func(words, secret string) string {
		return approvals.Version(message.Letter{Subject: "A question", Text: words + "\n\nYes: https://go.reyes-homes.com/a/" + secret + "\nNo: https://go.reyes-homes.com/a/" + secret + "?not\n"})
	}
	const one, other = "YQGfTIrpgHACn4o15xkr-aBVImOChGlFzFuIflL5AT2h", "YQGfTIrpgHADg9y50WpUvYQe63TN-teB2suBW0RgLeqG"
	if letter("Would you introduce us?", one) != letter("Would you introduce us?", other) {
		t.Error("an ask whose link is made anew at every look can never be approved")
	}
	if letter("Would you introduce us?", one) == letter("Would you introduce me?", one) {
		t.Error("other words have the same version")
	}
	if approvals.Version(message.Letter{Text: "https://a.example/a/" + one}) == approvals.Version(message.Letter{Text: "https://b.example/a/" + one}) {
		t.Error("a link to somewhere else has the same version")
	}
}
