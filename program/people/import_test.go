package people_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

const threePeople = `First Name,Last Name,Email,Phone,Address,City,State,Zip,Closing Date,Deal Type
Ana,Ruiz,ana@example.com,212-555-0143,12 Oak Street,New York,NY,10002,2026-09-15,Buyer
Ben,Cho,ben@example.com,212-555-0144,7 Elm Street,New York,NY,10003,2025-04-20,Seller
J.,Doe,,,9 Pine Street,New York,NY,10004,2026-10-02,Buyer
`

func TestAnImportIsShownBeforeItChangesAnything(t *testing.T) {
	w, path := onDisk(t, today)
	before := dump(t, path, "import", "import_row", "kv")
	s := w.stage(threePeople, people.ImportAnswers{AcceptGuesses: true})
	if d := sameDump(before, dump(t, path, "import", "import_row", "kv")); d != "" {
		t.Errorf("staging changed\n%s", d)
	}
	if s.Tally.Rows != 3 || s.Tally.New != 3 || s.Tally.Closings != 3 || s.Tally.NoAddress != 1 || s.Tally.NoName != 1 {
		t.Errorf("tally %+v", s.Tally)
	}
	if s.Tally.Sides[goodturn.SideBought] != 2 || s.Tally.Sides[goodturn.SideSold] != 1 {
		t.Errorf("sides %v", s.Tally.Sides)
	}
}

func TestWhoeverClosedIsEnrolledOrListedWithATaskAndTheSumAddsUp(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load(threePeople)
	ana := w.whole(w.find("ana@example.com").ID)
	if len(ana.closings) != 1 || len(ana.homes) != 1 || ana.planned() < 13 || len(ana.consents) != 1 || ana.c.Greeting != "Ana" {
		t.Errorf("Ana: %d closings, %d homes, %d planned, %d grounds, greeting %q", len(ana.closings), len(ana.homes), ana.planned(), len(ana.consents), ana.c.Greeting)
	}
	ben := w.whole(w.find("ben@example.com").ID)
	if len(ben.homes) != 0 || ben.planned() == 0 || ben.c.Region != "US-NY" {
		t.Errorf("Ben sold and owns no home of ours: %d homes, %d planned, region %q", len(ben.homes), ben.planned(), ben.c.Region)
	}
	doe := w.whole(w.find("Doe").ID)
	if !doe.openTask(goodturn.TaskNoAddress) || !doe.openTask(goodturn.TaskFixName) || doe.planned() != 0 {
		t.Errorf("Doe has tasks %+v and %d planned", doe.tasks, doe.planned())
	}
	c, err := w.p.Coverage(context.Background())
	if err != nil || !c.Adds() || c.Closed != 3 || c.InPlan != 2 || c.Unreachable != 1 || c.Open != 0 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

// A tag or a stage says that somebody closed, and nothing says when: they are in no plan, and may not be forgotten for that reason.
func TestAPastClientWithoutADayIsListedWithATask(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load("First Name,Last Name,Email,Stage,Tags,Closing Date\nAna,Ruiz,ana@example.com,Closed,,\nBen,Cho,ben@example.com,,Past Client,\n" +
		"Eve,Stone,eve@example.com,Lead,Not closed yet,\nGil,Fox,gil@example.com,Closed,,2026-09-15\n")
	sum := func(closed, plan, undated int) {
		t.Helper()
		c, err := w.p.Coverage(context.Background())
		if err != nil || !c.Adds() || c.Closed != closed || c.InPlan != plan || c.Undated != undated {
			t.Errorf("coverage %+v, %v", c, err)
		}
	}
	asked := func(who string) bool {
		t.Helper()
		return w.whole(w.find(who).ID).openTask(goodturn.TaskNoClosing)
	}
	if !asked("ana@example.com") || !asked("ben@example.com") || asked("eve@example.com") || asked("gil@example.com") {
		t.Error("not asked for the day of the two who have none, and of nobody else")
	}
	sum(3, 1, 2)
	s := w.load("First Name,Last Name,Email,Stage,Closing Date\nAna,Ruiz,ana@example.com,Closed,2026-09-01\n")
	if asked("ana@example.com") || s.Done.Merged != 1 {
		t.Errorf("another list said the day, and it is still asked for: %+v", s.Done)
	}
	sum(3, 2, 1)
	day := goodturn.Date{Year: 2026, Month: 8, Day: 20}
	if _, err := w.p.SaveEdit(context.Background(), w.find("ben@example.com").ID, people.Edit{Closed: &day, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	if asked("ben@example.com") {
		t.Error("the day was said, and it is still asked for")
	}
	sum(3, 3, 0)
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	w, path := onDisk(t, today)
	couple := threePeople + "Paul,Ruiz,ana@example.com,,12 Oak Street,New York,NY,10002,2026-09-15,Buyer\n" +
		"Eve,Stone,eve@example.com,,31 Fir Street,New York,NY,10005,2026-09-01,Buyer\nMark,Stone,mark@example.com,,31 Fir Street,New York,NY,10005,2026-09-01,Buyer\n"
	w.load(couple)
	w.now = w.now.AddDate(0, 0, 1)
	before := dump(t, path, "import", "import_row")
	s := w.load(couple)
	if d := sameDump(before, dump(t, path, "import", "import_row")); d != "" {
		t.Errorf("the second import changed\n%s", d)
	}
	if s.Done.Unchanged != 6 || s.Tally.Unchanged != 6 {
		t.Errorf("done %+v, foreseen %+v", s.Done, s.Tally)
	}
}

func TestWhatWasCorrectedByHandStaysCorrected(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	w.load(threePeople)
	ana := w.find("ana@example.com")
	w.now = w.now.AddDate(0, 0, 1)
	mail, given, greeting, day := "ana.ruiz@work.example.com", "Anna", "Anni", date("2026-09-22")
	if _, err := w.p.SaveEdit(ctx, ana.ID, people.Edit{Email: &mail, Given: &given, Greeting: &greeting, Closed: &day, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	s := w.load(threePeople)
	if s.Done.Unchanged != 3 {
		t.Errorf("done %+v", s.Done)
	}
	x := w.whole(ana.ID)
	if x.c.Given != "Anna" || x.c.Greeting != "Anni" || len(x.closings) != 1 || x.closings[0].Date != day {
		t.Errorf("%q, greeting %q, closings %+v", x.c.Given, x.c.Greeting, x.closings)
	}
	for _, i := range x.ids {
		if i.Kind == goodturn.IdentityEmail && i.Value != mail {
			t.Errorf("the old address came back: %s", i.Value)
		}
	}
}

func TestRefusalsSurviveEveryImport(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	w.load(threePeople)
	ana := w.find("ana@example.com")
	if err := w.p.AskedToStop(ctx, ana.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.load(strings.Replace(threePeople, "2026-09-15", "2026-11-15", 1))
	x := w.whole(ana.ID)
	if len(x.refusals) == 0 || x.planned() != 0 {
		t.Errorf("refusals %+v, %d planned", x.refusals, x.planned())
	}
	// and with a file that lists them under another name
	w.load("First Name,Last Name,Email,Closing Date,Deal Type,Zip\nSomebody,Else,ana@example.com,2026-10-01,Buyer,10002\n")
	if err := w.db.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.HashSuppressions(tx.AddressHash("ana@example.com"))
		if err == nil && len(found) == 0 {
			t.Error("the address is not on the list")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestACoupleSharingAMailboxIsAHouseholdAndNotOnePerson(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load(threePeople + "Paul,Ruiz,ana@example.com,,12 Oak Street,New York,NY,10002,2026-09-15,Buyer\n")
	var both []goodturn.Contact
	if err := w.db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := tx.FindIdentity(goodturn.IdentityEmail, "", "ana@example.com")
		for _, i := range found {
			c, err := tx.Contact(i.ContactID)
			if err != nil {
				return err
			}
			both = append(both, c)
		}
		if err == nil && len(both) == 2 {
			h, err := tx.Household(both[0].HouseholdID)
			if err != nil || !h.SharedMailbox {
				t.Errorf("household %+v, %v", h, err)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(both) != 2 || both[0].HouseholdID == "" || both[0].HouseholdID != both[1].HouseholdID {
		t.Fatalf("got %+v", both)
	}
	if a, b := w.whole(both[0].ID), w.whole(both[1].ID); a.planned() == 0 || b.planned() != 0 {
		t.Errorf("%d and %d planned: one deal, one letter", a.planned(), b.planned())
	}
	c, err := w.p.Coverage(context.Background())
	if err != nil || c.Partners != 1 || c.Open != 0 || !c.Adds() {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

func TestSpouseColumnsMakeAHouseholdWithOneLetterToBoth(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load("First Name,Last Name,Email,Spouse First Name,Spouse Last Name,Spouse Email,Closing Date,Deal Type,Zip\n" +
		"Ana,Ruiz,ana@example.com,Paul,Ruiz,paul@example.com,2026-09-15,Buyer,10002\n")
	ana, paul := w.find("ana@example.com"), w.find("paul@example.com")
	if ana.ID == paul.ID || ana.HouseholdID == "" || ana.HouseholdID != paul.HouseholdID || ana.Greeting != "Ana and Paul" || paul.Greeting != "Paul" {
		t.Errorf("%+v\n%+v", ana, paul)
	}
	if w.whole(paul.ID).planned() != 0 {
		t.Error("both get the letter")
	}
}

func TestBuyerAndSellerOfOneHomeAreNoCouple(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load("First Name,Last Name,Email,Property Address,Closing Date,Deal Type\n" +
		"Ana,Ruiz,ana@example.com,\"12 Oak Street, New York, NY 10002\",2026-09-15,Buyer\nBen,Cho,ben@example.com,\"12 Oak St, New York, NY 10002\",2026-09-15,Seller\n")
	if ana, ben := w.find("ana@example.com"), w.find("ben@example.com"); ana.HouseholdID != "" || ben.HouseholdID != "" {
		t.Errorf("%q and %q", ana.HouseholdID, ben.HouseholdID)
	}
}

func TestALaterSaleEndsTheHome(t *testing.T) {
	for name, csv := range map[string]string{
		"bought, then sold":                "2020-05-01,Buyer|2026-09-01,Seller",
		"the file tells of the sale first": "2026-09-01,Seller|2020-05-01,Buyer",
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			text := "First Name,Last Name,Email,Property Address,Closing Date,Deal Type\n"
			for _, deal := range strings.Split(csv, "|") {
				text += "Ana,Ruiz,ana@example.com,\"12 Oak Street, New York, NY 10002\"," + deal + "\n"
			}
			w.load(text)
			x := w.whole(w.find("ana@example.com").ID)
			if len(x.homes) != 1 || x.homes[0].Ended != date("2026-09-01") || len(x.closings) != 2 {
				t.Errorf("homes %+v", x.homes)
			}
		})
	}
}

func TestAmbiguousDatesAreAskedForAndNeverGuessed(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	csv := "First Name,Last Name,Email,Closing Date,Deal Type,Zip\nAna,Ruiz,ana@example.com,03/04/2026,Buyer,10002\nBen,Cho,ben@example.com,05/06/2026,Seller,10002\n"
	s := w.stage(csv, people.ImportAnswers{AcceptGuesses: true})
	if s.Tally.Waiting != 2 || len(s.Plan.Open()) != 1 {
		t.Fatalf("tally %+v, questions %+v", s.Tally, s.Plan.Questions)
	}
	s, err := w.p.AnswerImport(ctx, s.ID, people.ImportAnswers{Answers: map[string]string{"date_order": "day first"}})
	if err != nil || s.Tally.New != 2 || s.Tally.Waiting != 0 {
		t.Fatalf("after the answer %+v, %v", s, err)
	}
	if _, err := w.p.ApplyImport(ctx, s.ID, vouched); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(w.find("ana@example.com").ID); x.closings[0].Date != date("2026-04-03") {
		t.Errorf("closed %s", x.closings[0].Date)
	}
	if err := w.db.Read(ctx, func(tx *store.Tx) error {
		left, err := tx.Piece(s.ID, 4)
		if left != "" {
			t.Error("the file is kept beyond its questions")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestGuessedColumnsWaitForAYes(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	csv := "Who,Where to write,Done\nAna Ruiz,ana@example.com,2026-09-15\nBen Cho,ben@example.com,2025-04-20\n"
	s := w.stage(csv, people.ImportAnswers{})
	if s.State != people.ImportAsking || len(s.Plan.Guessed()) == 0 {
		t.Fatalf("%s, guesses %v", s.State, s.Plan.Guessed())
	}
	if _, err := w.p.ApplyImport(ctx, s.ID, vouched); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatalf("taken in without a yes: %v", err)
	}
	s, err := w.p.AnswerImport(ctx, s.ID, people.ImportAnswers{AcceptGuesses: true, Map: nil})
	if err != nil || s.State != people.ImportStaged || s.Tally.New != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
}

func TestGroundsFollowTheRegionAndTheNotice(t *testing.T) {
	csv := "First Name,Last Name,Email,Address,City,Zip,Country,Closing Date,Deal Type\n" +
		"Ana,Ruiz,ana@example.com,12 Oak Street,New York,10002,US,2026-09-15,Buyer\n" +
		"Uwe,Kern,uwe@example.com,Eichenweg 3,Berlin,10115,DE,2026-09-15,Buyer\n" +
		"Una,Known,una@example.com,,,,,2026-09-15,Buyer\n"
	for name, c := range map[string]struct {
		a    people.Attestation
		want string
	}{
		"no notice: nobody where one is needed": {vouched, "relationship  "},
		"with notice":                           {people.Attestation{By: "Dana", How: "own clients", NoticeGiven: true, Notice: "on the contract"}, "relationship notice "},
		"the owner says where the others live":  {people.Attestation{By: "Dana", How: "own clients", Region: "US"}, "relationship  relationship"},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			s := w.stage(csv, people.ImportAnswers{AcceptGuesses: true})
			if _, err := w.p.ApplyImport(context.Background(), s.ID, c.a); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, who := range []string{"ana", "uwe", "una"} {
				basis := ""
				for _, g := range w.whole(w.find(who + "@example.com").ID).consents {
					basis += string(g.Basis)
				}
				got = append(got, basis)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestNobodyVouchesNothingComesIn(t *testing.T) {
	w, _ := onDisk(t, today)
	s := w.stage(threePeople, people.ImportAnswers{AcceptGuesses: true})
	for _, a := range []people.Attestation{{}, {By: "Dana"}, {How: "my clients"}} {
		if _, err := w.p.ApplyImport(context.Background(), s.ID, a); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

func TestClientsBelongToTheAgentTheFileNames(t *testing.T) {
	w, _ := onDisk(t, today)
	eli := goodturn.User{Email: "eli@homes.example", Name: "Eli Park", Role: goodturn.RoleAgent, Active: true}
	w.write(func(tx *store.Tx) error { return tx.InsertUser(&eli) })
	s := w.load("First Name,Last Name,Email,Assigned To,Closing Date,Deal Type,Zip\nAna,Ruiz,ana@example.com,Eli Park,2026-09-15,Buyer,10002\n" +
		"Ben,Cho,ben@example.com,eli@homes.example,2026-09-15,Buyer,10003\nCy,Lee,cy@example.com,Nobody Here,2026-09-15,Buyer,10004\n")
	if a, b, c := w.find("ana@example.com"), w.find("ben@example.com"), w.find("cy@example.com"); a.OwnerID != eli.ID || b.OwnerID != eli.ID || c.OwnerID != w.owner.ID {
		t.Errorf("%s %s %s", a.OwnerID, b.OwnerID, c.OwnerID)
	}
	found := false
	for _, e := range s.Errors {
		found = found || e.Code == people.ProblemAgent && e.Row == 4
	}
	if !found {
		t.Errorf("nobody is told that Nobody Here has no login: %+v", s.Errors)
	}
}

func TestBigFilesComeInPieceByPiece(t *testing.T) {
	w, _ := onDisk(t, today)
	var b strings.Builder
	b.WriteString("First Name,Last Name,Email,Phone,Address,City,State,Zip,Closing Date,Deal Type\n")
	for i := range 450 {
		fmt.Fprintf(&b, "Given%c,Family%d,p%d@example.com,,%d Oak Street,New York,NY,10002,20%02d-0%d-15,Buyer\n", 'a'+i%26, i, i, i+1, 15+i%11, 1+i%9)
	}
	s := w.load(b.String())
	if s.Tally.New != 450 || s.Done.New != 450 {
		t.Errorf("%+v %+v", s.Tally, s.Done)
	}
	c, err := w.p.Coverage(context.Background())
	if err != nil || c.InPlan != 450 || c.Closed != 450 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

// A second program on the same file stands for the command line beside a server.
func TestTheSumFollowsWhateverAnotherProcessDid(t *testing.T) {
	w, path := onDisk(t, today)
	w.load(threePeople)
	ctx := context.Background()
	other, err := sqlite.Open(ctx, path, store.Options{Clock: goodturn.ClockFunc(func() time.Time { return w.now })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	count := func(db *store.DB) (n map[store.Place]int) {
		t.Helper()
		if err := db.Read(ctx, func(tx *store.Tx) (err error) { n, err = tx.Coverage(); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(other); n[store.PlacePlan] != 2 || n[store.PlaceLeftOut] != 0 {
		t.Fatalf("%v", n)
	}
	if err := w.p.LeaveOut(ctx, w.find("ana@example.com").ID, "family", w.owner.ID); err != nil {
		t.Fatal(err)
	}
	for _, db := range []*store.DB{other, w.db, other} {
		if n := count(db); n[store.PlacePlan] != 1 || n[store.PlaceLeftOut] != 1 {
			t.Errorf("after leaving one out: %v", n)
		}
	}
}
