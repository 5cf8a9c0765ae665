package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/store"
)

const whoSent = `First Name,Last Name,Email,City,State,Zip,Closing Date,Deal Type,Price,Referred By,Lead Source
Lee,Park,lee@example.com,New York,NY,10002,2026-03-10,Buyer,640000,Ana Ruiz,Referral
Kim,Vale,kim@example.com,New York,NY,10003,,,,,Referral - Ben Cho
Ola,Brand,ola@example.com,New York,NY,10003,,,,,Zillow
Zoe,Zeller,zoe@example.com,New York,NY,10003,,,,a neighbour of theirs,
Ivo,Marsh,ivo@example.com,New York,NY,10003,,,,,Ana Ruiz
Ana,Ruiz,ana@example.com,New York,NY,10002,2025-09-15,Buyer,,,Open House
Ben,Cho,ben@example.com,New York,NY,10003,2025-04-20,Seller,,,Zillow
`

// said reads every introduction that a list told of, by the friend, and what is claimed of who sent them.
func (w *town) said() (out map[string]goodturn.Referral, claims map[string][]goodturn.Claim) {
	w.t.Helper()
	out, claims = map[string]goodturn.Referral{}, map[string][]goodturn.Claim{}
	if err := w.db.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.ListReferrals("", 100)
		if err != nil {
			return err
		}
		for _, x := range all {
			out[x.Friend] = x
			if claims[x.Friend], err = tx.Claims(x.ID); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	return out, claims
}

func TestAListThatSaysWhoSentSomebodyIsAStatementThatWaitsForOneTap(t *testing.T) {
	w, path := onDisk(t, today)
	s := w.load(whoSent)
	if s.Tally.SaySender != 3 || s.Done.SaySender != 3 || s.Done.Senders != 3 {
		t.Errorf("foreseen %d, done %d, of whom %d fit somebody", s.Tally.SaySender, s.Done.SaySender, s.Done.Senders)
	}
	x, claims := w.said()
	if len(x) != 3 {
		t.Fatalf("introductions %+v", x)
	}
	lee, kim, ivo := x["Lee Park"], x["Kim Vale"], x["Ivo Marsh"]
	for _, r := range []goodturn.Referral{lee, kim, ivo} {
		if r.Source != goodturn.ReferralByCRM || !r.Past || r.ReferrerID != "" || r.FriendID == "" || r.KnownBefore {
			t.Errorf("%s: %+v", r.Friend, r)
		}
	}
	if lee.Stage != goodturn.StageWon || goodturn.DateOf(lee.StageAt) != date("2026-03-10") || lee.ValueMinor != 64_000_000 || kim.Stage != goodturn.StageIntroduced {
		t.Errorf("Lee %+v, Kim %+v", lee, kim)
	}
	for friend, by := range map[string]string{"Lee Park": "ana@example.com", "Kim Vale": "ben@example.com", "Ivo Marsh": "ana@example.com"} {
		c := claims[friend]
		if len(c) != 1 || c[0].ContactID != w.find(by).ID || c[0].State != goodturn.ClaimProposed || c[0].Confidence < 75 || c[0].Source != goodturn.ReferralByCRM || !strings.Contains(c[0].Evidence, "your list says") {
			t.Errorf("%s: %+v", friend, c)
		}
	}
	got, err := w.p.ImportSenders(context.Background(), s.ID, 50)
	if err != nil || len(got) != 3 || got[0].Friend.Name() != "Lee Park" || got[0].Who.Name() != "Ana Ruiz" {
		t.Errorf("the report %+v, %v", got, err)
	}
	// Nothing of it is shown on the board or in figures before somebody has said yes, and nobody is thanked or held back by it.
	b, err := introductions.New(w.p.Program).Board(context.Background(), "", 30)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Columns {
		if c.Total != 0 {
			t.Errorf("%s has %d cards", c.Stage, c.Total)
		}
	}
	if ana := w.whole(w.find("ana@example.com").ID); ana.openTask(goodturn.TaskThank) {
		t.Errorf("Ana is to be thanked for what nobody confirmed: %+v", ana.tasks)
	}
	w.now = w.now.AddDate(0, 0, 1)
	before := dump(t, path, "import", "import_row")
	w.load(whoSent)
	if d := sameDump(before, dump(t, path, "import", "import_row")); d != "" {
		t.Errorf("the second import changed\n%s", d)
	}
}

func TestAnotherListAddsWhatItSaysAndTakenBackTakesOnlyThat(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	w.load(whoSent)
	w.now = w.now.AddDate(0, 0, 1)
	before := dump(t, path, "import", "import_row", "event", "standing", "task", "search")
	s := w.load("First Name,Last Name,Email,Referred By\nLee,Park,lee@example.com,Ben Cho\n")
	_, claims := w.said()
	if len(claims["Lee Park"]) != 2 {
		t.Fatalf("claims %+v", claims["Lee Park"])
	}
	if _, err := w.p.UndoImport(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	if d := sameDump(before, dump(t, path, "import", "import_row", "event", "standing", "task", "search")); d != "" {
		t.Errorf("taken back, it left\n%s", d)
	}
}

func TestAnImportTakenBackTakesItsIntroductionsUnlessSomebodyConfirmedThem(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	w.load(threePeople) // Ana and Ben
	w.now = w.now.Add(24 * time.Hour)
	s := w.load("First Name,Last Name,Email,Referred By\nLee,Park,lee@example.com,Ana Ruiz\nKim,Vale,kim@example.com,Ben Cho\n")
	got, err := w.p.ImportSenders(ctx, s.ID, 50)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := introductions.New(w.p.Program).SettleClaim(ctx, got[0].Claim.ID, true, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	u, err := w.p.UndoImport(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := w.said()
	if len(x) != 1 || x["Lee Park"].ReferrerID != w.find("ana@example.com").ID {
		t.Errorf("left %+v", x)
	}
	if u.Removed != 1 || len(u.Kept) != 1 || u.Kept[0].Name != "Lee Park" {
		t.Errorf("undone %+v", u)
	}
}

// A list may be years old. What it tells of is credited, and nobody gets a letter about it.
func TestWhoIsCreditedByAListGetsNoLetterByItself(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	s := w.load(whoSent)
	got, err := w.p.ImportSenders(ctx, s.ID, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got {
		if _, err := introductions.New(w.p.Program).SettleClaim(ctx, x.Claim.ID, true, w.owner.ID); err != nil {
			t.Fatal(err)
		}
	}
	x, _ := w.said()
	if x["Lee Park"].ReferrerID != w.find("ana@example.com").ID || x["Lee Park"].AskID != "" {
		t.Errorf("Lee %+v", x["Lee Park"])
	}
	if err := w.db.Read(ctx, func(tx *store.Tx) error {
		for _, r := range x {
			if letters, err := tx.ThanksFor(r.ID); err != nil || len(letters) > 0 {
				t.Errorf("%s: %d letters, %v", r.Friend, len(letters), err)
			}
		}
		late, err := tx.Unacknowledged(w.now.AddDate(-10, 0, 0), w.now.AddDate(1, 0, 0), 10)
		if err == nil && len(late) > 0 {
			t.Errorf("asked for urgently: %+v", late)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// Of a deal long closed nobody has to be thanked any more; who is still only a name is worth a word, if there was none.
	var thank []string
	for _, by := range []string{"ana@example.com", "ben@example.com"} {
		for _, task := range w.whole(w.find(by).ID).tasks {
			if task.Kind == goodturn.TaskThank {
				thank = append(thank, task.Title)
			}
		}
	}
	if len(thank) != 2 || strings.Contains(strings.Join(thank, ";"), "Lee") {
		t.Errorf("tasks %q", thank)
	}
	if inTime, of, err := introductions.New(w.p.Program).ThankedInTime(ctx); err != nil || of != 0 || inTime != 0 {
		t.Errorf("thanked %d of %d, %v", inTime, of, err)
	}
	b, err := introductions.New(w.p.Program).Board(ctx, "", 30)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range b.Columns {
		n += c.Total
	}
	if n != 3 {
		t.Errorf("%d cards on the board", n)
	}
	won, err := reach.Read(ctx, w.db, date("2026-01-01"), date("2026-12-31"), store.FunnelFilter{})
	if err != nil || won.Won.Deals != 1 || won.Won.Value != 64_000_000 || won.WonByAsk.Deals != 0 {
		t.Errorf("won %+v by asks %+v, %v", won.Won, won.WonByAsk, err)
	}
}

// "My neighbour on Oak Street, she sold last spring": the home is hers no more, and it is she who is meant all the same. A closing that comes later,
// by another list, is found too.
func TestWhoSoldIsFoundByTheStreetThatWasTheirs(t *testing.T) {
	w, _ := onDisk(t, today)
	const head = "First Name,Last Name,Email,Property Address,Closing Date,Deal Type\n"
	w.load(head + "Ana,Ruiz,ana@example.com,\"12 Oak Street, New York, NY 10002\",2026-04-11,Seller\nBen,Okafor,ben@example.com,\"40 Elm Street, New York, NY 10002\",2025-06-11,Buyer\n")
	w.load(head + "Ben,Okafor,ben@example.com,\"7 Birch Lane, New York, NY 10002\",2019-06-11,Seller\n")
	for text, want := range map[string]string{
		"my neighbour on Oak Street, she sold last spring": "ana@example.com",
		"12 Oak Street": "ana@example.com",
		"somebody who sold on Birch Lane years ago": "ben@example.com",
		"my neighbour on Elm Street":                "ben@example.com",
	} {
		w.write(func(tx *store.Tx) error {
			found, err := introductions.SuggestIn(tx, text)
			if err != nil || len(found) == 0 || found[0].ID != w.find(want).ID {
				t.Errorf("%q: %+v, %v", text, found, err)
			}
			return nil
		})
	}
}
