package csvfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/connect/csvfile"
)

// closings is a list with one closing date a row; header names further columns.
func closings(dates ...string) string {
	var b strings.Builder
	b.WriteString("First Name,Email,Deal Type,Closing Date\n")
	for i, d := range dates {
		fmt.Fprintf(&b, "Anna,a%d@example.com,Buyer,%s\n", i+1, d)
	}
	return b.String()
}

func question(p *csvfile.Plan, id string) *csvfile.Question {
	for i := range p.Questions {
		if p.Questions[i].ID == id {
			return &p.Questions[i]
		}
	}
	return nil
}

func dates(list []*connect.Record) string {
	var out []string
	for _, r := range list {
		s := "-"
		if len(r.Closings) > 0 {
			if s = r.Closings[0].Date.String(); s == "" {
				s = "?"
			}
		}
		if !r.Usable() {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

const orderID = "date_order:Closing Date"

func TestOneValueAboveTwelveProvesTheWholeColumn(t *testing.T) {
	for content, want := range map[string][2]string{
		closings("03/04/2026", "03/15/2026"): {"2026-03-04 2026-03-15", "month first|row 3: 03/15/2026"},
		closings("03/04/2026", "15/03/2026"): {"2026-04-03 2026-03-15", "day first|row 3: 15/03/2026"},
		closings("3.4.26", "15.3.26"):        {"2026-04-03 2026-03-15", "day first|row 3: 15.3.26"},
	} {
		rd := open(t, content, csvfile.Options{})
		c := rd.Plan().Columns[3]
		if got := c.Order.String() + "|" + c.Proof; got != want[1] || len(rd.Plan().Questions) != 0 {
			t.Errorf("proof %q, questions %v", got, rd.Plan().Questions)
		}
		if got := dates(records(t, rd)); got != want[0] {
			t.Errorf("got %s, want %s", got, want[0])
		}
	}
}

func TestAnUnprovenColumnIsAskedAboutAndItsRowsWait(t *testing.T) {
	content := closings("03/04/2026", "05/06/2025", "2025-01-31", "07/07/2025")
	rd := open(t, content, csvfile.Options{})
	q := question(rd.Plan(), orderID)
	if q == nil || !q.Required || q.Count != 2 || q.Examples[0] != "row 2: 03/04/2026" || q.Options[0].Label != "03/04/2026 is 4 March 2026" {
		t.Fatalf("%+v", q)
	}
	if got := dates(records(t, rd)); got != "?! ?! 2025-01-31 2025-07-07" {
		t.Errorf("unanswered: %s", got)
	}
	if rp := rd.Report(); rp.Waiting != 2 || rp.ByCode[connect.ProblemDateAmbiguous] != 2 || !strings.Contains(rp.String(), "03/04/2026 could be 4 March 2026 or 3 April 2026.") {
		t.Errorf("%s", rd.Report())
	}
	for answer, want := range map[string]string{"month first": "2026-03-04 2025-05-06 2025-01-31 2025-07-07", "day first": "2026-04-03 2025-06-05 2025-01-31 2025-07-07"} {
		for _, id := range []string{orderID, "date_order"} {
			rd := open(t, content, csvfile.Options{Answers: map[string]string{id: answer}})
			if got := dates(records(t, rd)); got != want || len(rd.Plan().Open()) != 0 {
				t.Errorf("%s: %s", answer, got)
			}
		}
	}
}

func TestOtherColumnsOfTheFileCanProveAnOrder(t *testing.T) {
	head := "First Name,Email,Deal Type,Closing Date,Birthday,Created At\n"
	for row, want := range map[string]string{
		"Anna,a@example.com,Buyer,03/04/2026,25/12/1980,\n":           "2026-04-03",
		"Anna,a@example.com,Buyer,03/04/2026,12/25/1980,\n":           "2026-03-04",
		"Anna,a@example.com,Buyer,03/04/2026,12/25/1980,25/12/2020\n": "?!", // they contradict each other
		"Anna,a@example.com,Buyer,03/04/2026,01/02/1980,\n":           "?!",
	} {
		rd := open(t, head+row, csvfile.Options{})
		if got := dates(records(t, rd)); got != want {
			t.Errorf("%s: got %s, want %s (%q)", row, got, want, rd.Plan().Columns[3].Proof)
		}
	}
}

func TestAColumnThatContradictsItselfIsAskedAboutAndImpossibleRowsAreListed(t *testing.T) {
	content := closings("03/15/2026", "15/03/2026", "03/04/2026", "2025-01-31")
	rd := open(t, content, csvfile.Options{})
	if q := question(rd.Plan(), orderID); q == nil || q.Count != 3 || !strings.Contains(q.Text, "row 2: 03/15/2026") || !strings.Contains(q.Text, "1 can only be day first (row 3: 15/03/2026)") || !strings.HasPrefix(q.Examples[0], "row 4") {
		t.Fatalf("%+v", q)
	}
	if got := dates(records(t, rd)); got != "?! ?! ?! 2025-01-31" {
		t.Errorf("unanswered: %s", got)
	}
	rd = open(t, content, csvfile.Options{Answers: map[string]string{orderID: "month first"}})
	if got := dates(records(t, rd)); got != "2026-03-15 -! 2026-03-04 2025-01-31" {
		t.Errorf("answered: %s", got)
	}
	if s := rd.Report().String(); !strings.Contains(s, "row 3, Closing Date: 15/03/2026 cannot be read with the month first") {
		t.Error(s)
	}
}

func TestDatesThatNoClosingHasRejectTheirRow(t *testing.T) {
	rd := open(t, closings("2027-02-01", "2027-01-10", "1969-12-31", "2025-02-30", "soon", "", "n/a", "March 2025"), csvfile.Options{})
	if got := dates(records(t, rd)); got != "-! 2027-01-10 -! -! -! - - -!" {
		t.Errorf("got %s", got)
	}
	s := rd.Report().String()
	for _, want := range []string{"row 2, Closing Date: 2027-02-01 is more than 60 days ahead.", "row 4, Closing Date: 1969-12-31 is before 1970.", "row 5, Closing Date: \"2025-02-30\" is a day that no calendar has.",
		"row 6, Closing Date: \"soon\" is not a date that can be read.", "row 9, Closing Date: \"March 2025\" has no day."} {
		if !strings.Contains(s, want) {
			t.Errorf("missing %q in\n%s", want, s)
		}
	}
}

func TestTheSideIsAskedOncePerImport(t *testing.T) {
	content := "First Name,Email,Deal Type,Closing Date\nAnna,a@example.com,,2025-01-31\nBo,b@example.com,Seller,2025-02-28\nCleo,c@example.com,,2025-03-31\nDana,d@example.com,,\n"
	rd := open(t, content, csvfile.Options{})
	q := question(rd.Plan(), "side")
	if q == nil || q.Required || q.Count != 2 || q.Text != "2 closings do not say whether they bought or sold. Which was it?" {
		t.Fatalf("%+v", q)
	}
	got := records(t, rd)
	if got[0].Closings[0].Side != goodturn.SideUnknown || !got[0].Usable() {
		t.Error("unanswered, the side stays unknown and the row is used")
	}
	got = records(t, open(t, content, csvfile.Options{Answers: map[string]string{"side": "bought"}}))
	if got[0].Closings[0].Side != goodturn.SideBought || got[1].Closings[0].Side != goodturn.SideSold {
		t.Error("the answer fills what is unknown and touches nothing else")
	}
	got = records(t, open(t, content, csvfile.Options{Answers: map[string]string{"side": "unknown"}}))
	if got[0].Closings[0].Side != goodturn.SideUnknown {
		t.Error("unknown is an answer")
	}
	if err := rd.Plan().Answer("side", "purchased?"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("a wrong answer: %v", err)
	}
	if err := rd.Plan().Answer("colour", "red"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Errorf("a question nobody asked: %v", err)
	}
}

func TestDatesInTagsAndNotesAreProposedAndUsedOnlyAfterAYes(t *testing.T) {
	content := "First Name,Email,Tags,Notes,Closing Date\nAnna,a@example.com,\"Past Client - Closed 2025-03-15, Buyer\",,\nBo,b@example.com,,closed 3/15/25 on 12 Oak St,\n" +
		"Cleo,c@example.com,,closed 2025-01-31,2025-01-31\nDana,d@example.com,\"Closed March 15, 2025\",,\nEve,e@example.com,VIP,likes tea,\n"
	rd := open(t, content, csvfile.Options{})
	p := rd.Plan()
	if q := question(p, "text_dates"); q == nil || !q.Required || q.Count != 3 || p.ProposalCount != 3 {
		t.Fatalf("%+v", p.Questions)
	}
	if x := p.Proposals[1]; x.Row != 3 || x.Name != "Bo" || x.Date != (goodturn.Date{Year: 2025, Month: 3, Day: 15}) || x.Place != "12 Oak St" || x.From != "column Notes" {
		t.Errorf("%+v", x)
	}
	if got := dates(records(t, rd)); got != "2025-03-15! 2025-03-15! 2025-01-31 2025-03-15! -" {
		t.Errorf("unanswered: %s", got)
	}
	yes := records(t, open(t, content, csvfile.Options{Answers: map[string]string{"text_dates": "yes"}}))
	if got := dates(yes); got != "2025-03-15 2025-03-15 2025-01-31 2025-03-15 -" {
		t.Errorf("yes: %s", got)
	}
	if c := yes[0].Closings[0]; c.Proposed || c.Side != goodturn.SideBought || c.From != "tag Past Client - Closed 2025-03-15" {
		t.Errorf("%+v", c)
	}
	if len(yes[2].Closings) != 1 {
		t.Error("a note that repeats the column is one closing")
	}
	if got := dates(records(t, open(t, content, csvfile.Options{Answers: map[string]string{"text_dates": "no"}}))); got != "- - 2025-01-31 - -" {
		t.Errorf("no: %s", got)
	}
}

func TestAnAnniversaryOfWhatIsAsked(t *testing.T) {
	content := "First Name,Email,Anniversary,Home Anniversary,Wedding Anniversary\nAnna,a@example.com,2020-05-01,,\nBo,b@example.com,,2021-06-01,2011-01-01\n"
	rd := open(t, content, csvfile.Options{})
	if q := question(rd.Plan(), "anniversary"); q == nil || q.Count != 1 {
		t.Fatalf("%+v", rd.Plan().Questions)
	}
	if got := dates(records(t, rd)); got != "- 2021-06-01" {
		t.Errorf("unanswered: %s", got)
	}
	if got := dates(records(t, open(t, content, csvfile.Options{Answers: map[string]string{"anniversary": "home"}}))); got != "2020-05-01 2021-06-01" {
		t.Errorf("home: %s", got)
	}
	if got := dates(records(t, open(t, content, csvfile.Options{Answers: map[string]string{"anniversary": "other"}}))); got != "- 2021-06-01" {
		t.Errorf("other: %s", got)
	}
}

func TestAGuessIsNotUsedBeforeItIsAccepted(t *testing.T) {
	rd, err := csvfile.Open(strings.NewReader(closings("2025-01-31")), "list.csv", csvfile.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := rd.Read(); r != nil || goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), `"Closing Date" as closing date`) {
		t.Fatalf("%v %v", r, err)
	}
	for _, c := range rd.Plan().Guessed() {
		if c.Reason == "" || c.Sample == "" {
			t.Errorf("a guess without reason or sample: %+v", c)
		}
	}
	rd.Plan().Accept()
	if got := dates(records(t, rd)); got != "2025-01-31" {
		t.Errorf("%s", got)
	}
}

func TestWhatTheCallerSaysIsNoGuess(t *testing.T) {
	m, err := csvfile.ParseMap(`Email Address=email, Closed On = closing_date,"Name, full"=full,Type=side`)
	if err != nil {
		t.Fatal(err)
	}
	rd, err := csvfile.Open(strings.NewReader("\"Name, full\",email address,Closed On,Type\n\"Smith, Anna\",a@example.com,3/15/2025,Seller\n"), "x.csv", csvfile.Options{Today: today, Map: m})
	if err != nil {
		t.Fatal(err)
	}
	if g := rd.Plan().Guessed(); len(g) != 0 {
		t.Fatalf("%+v", g)
	}
	got := records(t, rd)
	if got[0].Given != "Anna" || got[0].Closings[0].Date.String() != "2025-03-15" || got[0].Closings[0].Side != goodturn.SideSold {
		t.Errorf("%+v", got[0])
	}
	for in, want := range map[string]string{"Email": "does not say what", "Email=mail": "no field", "Email=e-mail address": "no field"} {
		if _, err := csvfile.ParseMap(in); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
	rd, err = csvfile.Open(strings.NewReader("First Name\nAnna\n"), "x.csv", csvfile.Options{Today: today, Map: m})
	if err != nil || !strings.Contains(strings.Join(rd.Plan().Warnings, "\n"), `no column "closed on"`) {
		t.Errorf("a column that is not there: %v %v", rd.Plan().Warnings, err)
	}
}

func TestEveryRowIsCountedOnceAndNothingVanishes(t *testing.T) {
	rd := open(t, "First Name,Email,Closing Date\nAnna,a@example.com,2025-01-31\n,,\n,,2025-01-31\nBo,,03/04/2026\nCleo,none@none.com,2025-99-01\nDana,dana@,2025-01-01\n", csvfile.Options{})
	got := records(t, rd)
	rp := rd.Report()
	if len(got) != 5 || rp.Rows != 5 || rd.Plan().Rows != 5 || rp.Usable+rp.Waiting+rp.Rejected != rp.Rows {
		t.Errorf("%+v", rp)
	}
	if rp.Rejected != 2 || rp.Waiting != 1 || rp.ByCode[connect.ProblemEmpty] != 1 || rp.ByCode[connect.ProblemEmailFiller] != 1 || rp.ByCode[connect.ProblemEmailInvalid] != 1 || rp.ByCode[connect.ProblemUnreachable] != 3 {
		t.Errorf("%s\n%v", rp, rp.ByCode)
	}
	for _, p := range rp.Problems {
		if p.Row == 0 || p.Line == 0 || p.Message == "" || p.Code != connect.ProblemEmailFiller && p.Hint == "" {
			t.Errorf("incomplete: %+v", p)
		}
	}
}

func TestAListOfPeopleWhoUnsubscribedStaysUnsubscribed(t *testing.T) {
	rd, err := csvfile.Open(strings.NewReader("Email Address,First Name,Last Name\na@example.com,Anna,Smith\n"), "unsubscribed_members_export_9.csv", csvfile.Options{Today: today, AcceptGuesses: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := records(t, rd); !got[0].OptOutEmail || len(rd.Plan().Warnings) != 1 {
		t.Errorf("%+v %v", got[0], rd.Plan().Warnings)
	}
}

func TestTheSameFileGivesTheSamePlanAndRecordsTwice(t *testing.T) {
	content := closings("03/04/2026", "03/15/2026", "2025-01-31")
	a, b := open(t, content, csvfile.Options{}), open(t, content, csvfile.Options{})
	var x, y strings.Builder
	a.Plan().WriteTo(&x)
	b.Plan().WriteTo(&y)
	if x.String() != y.String() || fmt.Sprintf("%+v", *records(t, a)[1]) != fmt.Sprintf("%+v", *records(t, b)[1]) {
		t.Error("they differ")
	}
}
