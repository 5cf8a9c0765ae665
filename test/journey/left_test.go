package journey_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/leaving"
	"github.com/goodturn-app/goodturn/store"
)

// Whoever was asked by somebody who has left still has their link: it says who takes care now, and the friend who comes by it falls to them.
func TestTheLinkOfSomebodyWhoHasLeftLeadsToWhoeverIsHere(t *testing.T) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) {
			x := newFirm(t, on)
			lea := goodturn.User{Email: "lea@tallyroom.example", Name: "Lea Stone", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York", Voice: goodturn.Voice{FirstName: "Lea", Phone: "212-555-0188", Brokerage: "Tallyroom"}}
			noa := goodturn.User{Email: "noa@tallyroom.example", Name: "Noa Levi", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York"} // before Lea, and an owner too
			x.write(func(tx *store.Tx) error {
				if err := tx.InsertUser(&noa); err != nil {
					return err
				}
				return tx.InsertUser(&lea)
			})
			x.until(day(time.April, 10))
			_, answer := x.ask()
			do(x.public, "POST", answer, "answer", "yes")
			at := "/r/" + x.code()
			send := func(name, reach string) {
				t.Helper()
				_, after, _ := strings.Cut(do(x.public, "GET", at).Body.String(), `name="consent" value="`)
				version, _, _ := strings.Cut(after, `"`)
				if w := do(x.public, "POST", at, "name", name, "reach", reach, "consent", version); w.Code >= 400 {
					t.Fatalf("%s: %d %s", name, w.Code, plain(w.Body.String()))
				}
			}
			send("Lee Park", "lee@hillside.example")
			has(t, "before", plain(do(x.public, "GET", at).Body.String()), "Dana Reed", "who uses Tallyroom")
			first, won := x.named("Lee Park"), goodturn.ID("")
			if first.OwnerID != x.owner.ID {
				t.Fatal("the friend is nobody's")
			}
			send("Kim Vale", "kim@hillside.example")
			won = x.named("Kim Vale").ID
			x.own("POST", "/introductions/"+string(won), "stage", "won")

			out, err := leaving.Leave(t.Context(), x.World.Program, x.owner.ID, lea.ID, noa.ID)
			if err != nil || out.To.ID != lea.ID || out.Cards != 1 || out.Tasks == 0 {
				t.Fatalf("%+v, %v", out, err)
			}
			if _, err := leaving.Leave(t.Context(), x.World.Program, lea.ID, x.owner.ID, lea.ID); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Errorf("handed to somebody who has left: %v", err)
			}
			if _, err := leaving.Leave(t.Context(), x.World.Program, lea.ID, lea.ID, lea.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
				t.Errorf("handed to themselves: %v", err)
			}
			if r := x.named("Lee Park"); r.OwnerID != lea.ID {
				t.Error("a card that goes on stays with whoever has left")
			}
			if r := x.named("Kim Vale"); r.OwnerID != x.owner.ID {
				t.Error("a deal that is closed changed hands")
			}
			has(t, "the card", plain(x.own("GET", "/introductions/"+string(first.ID))), "Handed to Lea Stone.")
			page := plain(do(x.public, "GET", at).Body.String())
			has(t, "the link afterwards", page, "Lea Stone", "Dana Reed , whose name Ana passed on, does not work here any more.", "212-555-0188")
			if strings.Contains(page, "I helped") || strings.Contains(page, "who uses") || strings.Contains(page, "Call Dana") {
				t.Errorf("somebody else speaks as if they had been there: %s", page)
			}
			send("Moe Hahn", "moe@hillside.example")
			moe := x.named("Moe Hahn")
			if moe.OwnerID != lea.ID || moe.ReferrerID != x.ana {
				t.Errorf("a friend who came later is %s's, sent by %s", moe.OwnerID, moe.ReferrerID)
			}
			x.write(func(tx *store.Tx) error {
				mine, err := tx.OpenTasks(lea.ID, goodturn.Task{}, 50)
				if err != nil {
					return err
				}
				theirs, err := tx.OpenTasks(x.owner.ID, goodturn.Task{}, 50)
				said := ""
				for _, k := range mine {
					said += k.Title + "\n"
				}
				if len(theirs) != 0 || !strings.Contains(said, "Lee Park") || !strings.Contains(said, "Moe Hahn") {
					t.Errorf("%d things are left to somebody who has left; Lea has:\n%s", len(theirs), said)
				}
				return err
			})
			sent := len(x.letters)
			x.until(day(time.July, 1))
			for _, m := range x.letters[sent:] {
				if strings.HasPrefix(m.Message.From.Address, "dana@") {
					t.Errorf("a letter left in the name of somebody who has left:\n%s", m.Message.Text)
				}
			}
		})
	}
}
