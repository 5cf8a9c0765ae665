package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

var (
	home = goodturn.Address{Street: "12 Oak Street", Unit: "4C", City: "Brooklyn", State: "NY", ZIP: "11215", Area: "Park Slope"}
	day  = goodturn.Date{Year: 2025, Month: 2, Day: 28}
)

// everyNoun writes one of each with every field set, and reads it back.
func everyNoun(t *testing.T, open Open) {
	db, _ := still(t, open)
	set := goodturn.Settings{Name: "Reed Realty", Mode: goodturn.ModeLive, AskEvery: 100 * goodturn.Day, BlackoutDays: []goodturn.Date{day},
		Wizard: map[string]bool{"file": true}, LiveAt: start}
	user := goodturn.User{ID: "u1", Email: "Dana@Example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", AreaNoteAt: day}, Mailbox: goodturn.Mailbox{Host: "smtp.example.com", Secret: []byte{0, 1, 254}}, CreatedAt: start}
	contact := goodturn.Contact{ID: "c1", OwnerID: "u1", Given: "Ana", Family: "Ruíz", Greeting: "Ana", SortKey: "ruiz ana", Company: "Acme", Zone: "America/Denver",
		Zones: []string{"America/Denver", "America/New_York"}, Region: "US-CO", Mailing: home, Prefers: goodturn.ChannelSMS, Source: "hand", Note: "likes tea",
		NoteFact: "the new kitchen", LeftOut: true, LeftOutWhy: "my cousin", CreatedAt: start, UpdatedAt: start}
	identity := goodturn.Identity{ID: "i1", ContactID: "c1", Kind: goodturn.IdentityEmail, Value: "ana@example.com", Shown: "Ana@example.com", Primary: true,
		Status: goodturn.IdentityGood, CreatedAt: start}
	house := goodturn.Household{ID: "h1", Name: "Ruiz and Lee", PrimaryID: "c1", SharedMailbox: true, CreatedAt: start}
	closing := goodturn.Closing{ID: "k1", ContactID: "c1", Side: goodturn.SideBought, Property: home, Date: day, PriceMinor: 81250000, Currency: "USD",
		Loan: goodturn.Loan{AmountMinor: 60000000, RatePercent: 6.875, TermMonths: 360}, Source: "import:1 row 2", FellThrough: true, CreatedAt: start, UpdatedAt: start}
	owned := goodturn.Home{ID: "o1", ContactID: "c1", ClosingID: "k1", Property: home, Since: day, Ended: day.AddDays(3), EndedWhy: "moved"}
	consent := goodturn.Consent{ID: "s1", ContactID: "c1", Channel: goodturn.ChannelSMS, Address: "+12125550101", Basis: goodturn.BasisWritten, Withdrawn: true,
		Notice: "text", Source: "page", Signer: "Ana", Region: "US", At: start, ExpiresAt: start.Add(time.Hour)}
	enrolment := goodturn.Enrolment{ID: "e1", ContactID: "c1", Playbook: "real-estate", Version: 3, AnchorKey: "k1", ClosingID: "k1", Anchor: day, Side: goodturn.SideBought,
		State: goodturn.EnrolmentActive, Backfill: goodturn.BackfillAhead, AsksMuted: true, PlannedTo: day.AddYears(2), TZVersion: "2026a", CreatedAt: start, UpdatedAt: start}
	touch := goodturn.Touch{ID: "t1", EnrolmentID: "e1", ContactID: "c1", HouseholdID: "h1", OwnerID: "u1", Playbook: "real-estate", Step: "ask-92", Occurrence: 2,
		Kind: goodturn.KindAsk, Channel: goodturn.ChannelEmail, Anchor: day, PlannedAt: start, DueAt: start.Add(time.Hour), LegalAt: start.Add(time.Minute), Late: 72 * time.Hour,
		UntilAt: start.Add(30 * goodturn.Day), NotBefore: start, Zone: "America/Denver", State: goodturn.Planned, StateAt: start, DecidedAt: start,
		Reasons: []goodturn.ReasonCode{goodturn.ReasonPaused, goodturn.ReasonTalking}, Variant: 2, Moved: 1, ApprovedAt: start, ApprovedBy: "u1", Edited: true,
		Subject: "Hello", Body: "Line\nline", PS: "P.S.", Manual: true, SentAt: start, StandsUntil: start,
		Quotes: []goodturn.Quote{{What: "a figure", Says: "$1", Until: day, Fell: true}}}
	event := goodturn.Event{ID: "v1", ContactID: "c1", Name: goodturn.EventNPS, At: start.Add(-time.Hour), ReceivedAt: start, Source: "segment", MessageID: "m1",
		Props: []byte(`{"score":9}`)}
	decision := goodturn.Decision{TouchID: "t1", At: start, Verdict: goodturn.Wait, Next: start.Add(time.Hour), LegalAt: start, Channel: goodturn.ChannelEmail, Policy: "2026-11",
		Reasons: []goodturn.Reason{{Code: goodturn.ReasonTalking, Verdict: goodturn.Wait, Until: start.Add(time.Hour), Evidence: "reply on Friday"}},
		Fine:    []goodturn.Reason{{Code: goodturn.ReasonTicket, Verdict: goodturn.Send, NotChecked: true}}}
	referral := goodturn.Referral{ID: "r1", ReferrerID: "c1", FriendID: "c9", AskID: "a1", OwnerID: "u1", Code: "KW3", Friend: "Lee", Email: "lee@example.com", Phone: "+1",
		Note: "n", Stage: goodturn.StageQualified, StageAt: start, LostWhy: "moved away", ValueMinor: 5, FeeMinor: 2, Currency: "USD", Source: goodturn.ReferralByCode,
		Tag:     goodturn.AskTag{Campaign: "real-estate", Playbook: "real-estate", Step: "ask-92", Trigger: "plan", Channel: goodturn.ChannelEmail, Wording: "first-ask/bought.email.3"},
		Consent: "v1", ConsentAt: start, MayTell: true, KnownBefore: true, Misses: 6, Corner: 2, Device: 3, SameDevice: true, Past: true, WithdrawnAt: start, ForgetAt: start.Add(time.Hour), Next: "call", NextOn: day, Version: 4,
		Deadline: day, AcknowledgedAt: start, CreatedAt: start, UpdatedAt: start}
	claim := goodturn.Claim{ID: "m1", ReferralID: "r1", ContactID: "c1", Source: goodturn.ReferralByText, Evidence: "my neighbour on Oak Street", Confidence: 80,
		State: goodturn.ClaimConfirmed, By: "u1", At: start, SettledAt: start}
	asked := goodturn.Ask{ID: "a1", TouchID: "t1", ContactID: "c1", OwnerID: "u1", Playbook: "real-estate", Step: "ask-92", Wording: "first-ask/bought.email.3", Campaign: "real-estate", Trigger: "plan",
		Channel: goodturn.ChannelEmail, Zone: "America/Denver", OpenedAt: start}
	thanked := store.Thanks{TouchID: "t1", ReferralID: "r1", Stage: goodturn.StageQualified, ContactID: "c1", At: start}
	change := goodturn.ReferralChange{ID: "g1", ReferralID: "r1", At: start, By: "u1", What: "stage", Before: "introduced", After: "qualified"}
	request := goodturn.Request{ID: "g1", ContactID: "c1", OwnerID: "u1", TouchID: "t1", HelloID: "t2", Kind: goodturn.RequestIntroduction, By: day, Urgent: true, CompanyKey: "northwind", Door: "d",
		RequestFacts: goodturn.RequestFacts{Goal: "a role", Person: "Jo", Role: "head", Company: "Acme", Work: "the port", Years: "2023", Part: "you led", Why: "you saw it", Profile: "https://p.example.com",
			Job: "https://j.example.com", Points: []string{"a", "b\n<i>"}, Draft: "d\nd", Offer: "o"},
		State: goodturn.RequestPromised, PromisedBy: day.AddDays(1), AskedAt: start, PromisedAt: start, DoneAt: start, ThankedAt: start, CreatedAt: start, UpdatedAt: start}
	code := goodturn.ShareCode{Code: "KW3", ContactID: "c1", AskID: "a1", CreatedAt: start}
	task := goodturn.Task{ID: "x1", ContactID: "c1", OwnerID: "u1", TouchID: "t1", Kind: goodturn.TaskCall, Title: "Call Ana", Why: "one year", Say: "How is it?", Urgent: true,
		DueAt: start, CreatedAt: start, Key: "call:t1"}
	incident := goodturn.Incident{ID: "n1", Name: "outage", Segment: "all", StartedAt: start, EndedAt: start.Add(time.Hour)}
	suppression := goodturn.Suppression{ID: "p1", ContactID: "c1", Hash: db.AddressHash("ana@example.com"), Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelSMS,
		Reason: "asked to stop", Source: "page", At: start}
	standing := store.Standing{ContactID: "c1", State: `{"asks":1}`, LastContactAt: start, UpdatedAt: start}
	series := store.Series{Key: "fhfa/home_value/metro/35614", Source: "fhfa", Measure: "home_value", AreaKind: "metro", AreaKey: "35614", Newest: day, Data: `{}`, LoadedAt: start}
	imported := store.Import{ID: "q1", File: "clients.csv", Format: "csv", State: store.ImportStaged, Mapping: `{}`, Attestation: `{}`, Report: `{}`, Rows: 2, Done: 1, ByUser: "u1",
		CreatedAt: start, AppliedAt: start, UndoneAt: start}
	row := store.ImportRow{ImportID: "q1", Row: 2, Outcome: "new", ContactID: "c1", Data: `{"a":1}`, Message: "m", Undo: `{}`}
	words := store.Words{Playbook: "real-estate", Name: "ask-92/bought/email", Body: "Hi", UpdatedBy: "u1", UpdatedAt: start}
	book := store.Playbook{Name: "real-estate", Version: 1, Source: "steps: []", Note: "first", Current: true, CreatedBy: "u1", CreatedAt: start}
	key := store.APIKey{Hash: "kh", Name: "zap", Scopes: []string{"read", "write"}, UserID: "u1"}
	endpoint := store.Endpoint{URL: "https://hooks.example.com/in", About: "the accounts", Types: []string{"ask.answered", "referral.won"}, Secret: "s1", OldSecret: "s0", OldUntil: start.Add(time.Hour),
		State: store.EndpointOn, QuietUntil: start.Add(time.Minute)}
	once := store.Once{KeyID: "k1", Once: "o1", Print: "p", Status: 201, Body: "{}", ForEver: true, CreatedAt: start}
	session := store.Session{Hash: "sh", UserID: "u1", CreatedAt: start, SeenAt: start, ExpiresAt: start.Add(time.Hour)}
	credential := store.Credential{UserID: "u1", Kind: "passkey", Name: "phone", Handle: "h", Secret: "s"}
	account := store.Account{ID: "w1", Name: "Acme", ExternalID: "ext", CreatedAt: start}
	reward := store.RewardLine{ID: "z1", ReferralID: "r1", Side: "advocate", ContactID: "c1", Rule: "held.1", Account: "held", AmountMinor: 100, Currency: "USD", Kind: "credit", Why: "won",
		At: start, By: "u1"}
	review := store.RewardReview{ReferralID: "r1", State: "hold", Findings: "[]", At: start}
	payee := store.Payee{ContactID: "c1", TaxForm: true, PublicYes: true, Trusted: true}

	write(t, db, func(tx *store.Tx) error {
		for _, f := range []func() error{
			func() error { return tx.SaveSettings(set) },
			func() error { u := user; return tx.InsertUser(&u) },
			func() error { c := contact; return tx.InsertContact(&c) },
			func() error { _, err := tx.InsertIdentities([]goodturn.Identity{identity}); return err },
			func() error { h := house; return tx.InsertHousehold(&h) },
			func() error { c := closing; return tx.InsertClosing(&c) },
			func() error { return tx.SaveHomes([]goodturn.Home{owned}) },
			func() error { return tx.AppendConsents(consent) },
			func() error { e := enrolment; _, err := tx.InsertEnrolment(&e); return err },
			func() error { _, err := tx.InsertTouches([]goodturn.Touch{touch}); return err },
			func() error { _, err := tx.AppendEvents([]goodturn.Event{event}); return err },
			func() error { return tx.InsertDecisions(decision) },
			func() error { r := referral; return tx.InsertReferral(&r) },
			func() error { c := claim; return tx.InsertClaim(&c) },
			func() error { return tx.AppendReferralChange(change) },
			func() error { _, err := tx.InsertThanks(thanked); return err },
			func() error { a := asked; return tx.OpenAsk(&a) },
			func() error { return tx.Reach(asked, start, "delivered", "delivered") }, // it had
			func() error { q := request; return tx.InsertRequest(&q) },
			func() error { _, err := tx.InsertShareCode(code); return err },
			func() error { x := task; _, err := tx.OpenTask(&x); return err },
			func() error { n := incident; return tx.SaveIncident(&n) },
			func() error { s := suppression; return tx.AddSuppression(&s) },
			func() error { return tx.SaveStandings(standing) },
			func() error { _, err := tx.SaveSeries(series); return err },
			func() error { i := imported; return tx.InsertImport(&i) },
			func() error { return tx.StageRows([]store.ImportRow{row}) },
			func() error { return tx.SaveWords(words) },
			func() error { return tx.SavePlaybook(&book) },
			func() error { key.ID = ""; return tx.InsertAPIKey(&key) },
			func() error { endpoint.ID = ""; return tx.SaveEndpoint(&endpoint) },
			func() error { _, _, err := tx.BeginOnce(once); return err },
			func() error { return tx.EndOnce(once) },
			func() error { return tx.InsertSession(session) },
			func() error { credential.ID = ""; return tx.SaveCredential(&credential) },
			func() error { a := account; return tx.InsertAccount(&a) },
			func() error { return tx.JoinAccount("c1", "w1") },
			func() error { _, err := tx.AppendRewards(reward); return err },
			func() error { return tx.KeepPromise("a1", `{"kind":"credit"}`) },
			func() error {
				_, err := tx.AddCoupons(store.Coupon{Code: "K1", AmountMinor: 100, Currency: "USD"})
				return err
			},
			func() error { return tx.OpenReview(review) },
			func() error { return tx.SavePayee(payee) },
			func() error { return tx.SetValue("metro", "35614") },
			func() error { return tx.Beat(store.Node{Node: "n", Boot: "b", Facts: "{}"}) },
		} {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	})
	first := func(v any, err error) any {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	read(t, db, func(tx *store.Tx) error {
		same(t, "settings", first(tx.Settings()), set)
		same(t, "user", first(tx.User("u1")), user)
		u, found, err := tx.UserByEmail("dana@EXAMPLE.com")
		same(t, "user by mail", []any{u, found, err}, []any{user, true, nil})
		same(t, "users", first(tx.Users()), []goodturn.User{user})
		same(t, "contact", first(tx.Contact("c1")), contact)
		same(t, "identities", first(tx.Identities("c1")), []goodturn.Identity{identity})
		same(t, "found by address", first(tx.FindIdentity(goodturn.IdentityEmail, "", "ana@example.com")), []goodturn.Identity{identity})
		same(t, "found by addresses", first(tx.FindIdentities(goodturn.IdentityEmail, "", []string{"x@example.com", "ana@example.com"})), []goodturn.Identity{identity})
		same(t, "household", first(tx.Household("h1")), house)
		same(t, "closings", first(tx.Closings("c1")), []goodturn.Closing{closing})
		same(t, "homes", first(tx.Homes("c1")), []goodturn.Home{owned})
		same(t, "consents", first(tx.Consents("c1")), []goodturn.Consent{consent})
		same(t, "enrolment", first(tx.Enrolment("e1")), enrolment)
		same(t, "touch", first(tx.Touch("t1")), touch)
		same(t, "touches of the contact", first(tx.ContactTouches("c1")), []goodturn.Touch{touch})
		same(t, "touches of the enrolment", first(tx.EnrolmentTouches("e1")), []goodturn.Touch{touch})
		same(t, "next touch", first(tx.NextTouches("c1")), map[goodturn.ID]goodturn.Touch{"c1": touch})
		same(t, "events", first(tx.ContactEvents("c1", time.Time{})), []goodturn.Event{event})
		same(t, "no events yet", first(tx.ContactEvents("c1", event.At.Add(-time.Millisecond))), []goodturn.Event(nil))
		same(t, "decisions", first(tx.Decisions("t1")), []goodturn.Decision{decision})
		last := decision
		last.Fine = nil // it is read to be compared
		same(t, "last decisions", first(tx.LastDecisions([]goodturn.ID{"t1", "t2"})), map[goodturn.ID]goodturn.Decision{"t1": last})
		same(t, "referrals", first(tx.Referrals("c1")), []goodturn.Referral{referral})
		same(t, "claims", first(tx.Claims("r1")), []goodturn.Claim{claim})
		same(t, "claim", first(tx.ReferralClaim("m1")), claim)
		same(t, "milestones", first(tx.Reached("a1")), []store.Milestone{{AskID: "a1", ContactID: "c1", Step: "delivered", At: start}})
		same(t, "at a step", first(tx.AtStep("delivered", store.FunnelFilter{Owner: "u1", Campaign: "real-estate", Step: "ask-92", Channel: goodturn.ChannelEmail, Wording: "first-ask/bought.email.3"}, start, start.Add(time.Hour), "", 9)),
			[]store.Milestone{{AskID: "a1", ContactID: "c1", Step: "delivered", At: start, Kind: store.FunnelKind{Owner: "u1", AskTag: asked.Tag()}}})
		same(t, "not at a step", first(tx.AtStep("delivered", store.FunnelFilter{Step: "other"}, start, start.Add(time.Hour), "", 9)), []store.Milestone(nil))
		same(t, "not in those words", first(tx.AtStep("delivered", store.FunnelFilter{Wording: "first-ask/bought.email.4"}, start, start.Add(time.Hour), "", 9)), []store.Milestone(nil))
		same(t, "counted", first(tx.FunnelCounts([]string{"delivered", "won"}, goodturn.DateOf(start), goodturn.DateOf(start), goodturn.DateOf(start))),
			[]store.FunnelCount{{Day: goodturn.DateOf(start), Step: "delivered", N: 1, Kind: store.FunnelKind{Owner: "u1", AskTag: asked.Tag()}}})
		same(t, "counted together", first(tx.FunnelCounts([]string{"delivered"}, goodturn.DateOf(start).AddDays(-9), goodturn.DateOf(start).AddDays(3), goodturn.DateOf(start).AddDays(1))),
			[]store.FunnelCount{{Day: goodturn.DateOf(start).AddDays(-9), Step: "delivered", N: 1, Kind: store.FunnelKind{Owner: "u1", AskTag: asked.Tag()}}})
		same(t, "of the ask", first(tx.ReferralsOfAsk("a1")), []goodturn.Referral{referral})
		same(t, "stages", first(tx.StageCounts("u1")), map[goodturn.Stage]int{goodturn.StageQualified: 1})
		same(t, "a stage", first(tx.StagePage(goodturn.StageQualified, "", "", 9)), []goodturn.Referral{referral})
		same(t, "won", first(tx.WonBetween(day, day)), []goodturn.Referral(nil))
		same(t, "thanks", first(tx.ThanksOf("t1", "t9")), []store.Thanks{thanked})
		same(t, "thanks for it", first(tx.ThanksFor("r1")), []store.Thanks{thanked})
		inTime, of, err := tx.ThankedInTime(start.Add(-time.Hour), time.Hour)
		same(t, "thanked in time", []any{inTime, of, err}, []any{0, 0, error(nil)})
		same(t, "changes", first(tx.ReferralChanges("r1")), []goodturn.ReferralChange{change})
		same(t, "request", first(tx.Request("g1")), request)
		same(t, "requests of the contact", first(tx.Requests("c1", "c2")), []goodturn.Request{request})
		same(t, "all requests", first(tx.ListRequests("", 9)), []goodturn.Request{request})
		same(t, "requests asked at the company", first(tx.CompanyAsked("northwind", start)), []goodturn.Request{request})
		same(t, "none since", first(tx.CompanyAsked("northwind", start.Add(time.Millisecond))), []goodturn.Request(nil))
		same(t, "none waits", first(tx.CompanyWaiting("northwind")), []goodturn.Request(nil))
		same(t, "share codes", first(tx.ShareCodes("c1")), []goodturn.ShareCode{code})
		same(t, "tasks", first(tx.OpenTasks("u1", goodturn.Task{}, 9)), []goodturn.Task{task})
		same(t, "incidents", first(tx.Incidents(start)), []goodturn.Incident{incident})
		same(t, "suppressions", first(tx.Suppressions("c1")), []goodturn.Suppression{suppression})
		same(t, "suppressions of the address", first(tx.HashSuppressions(suppression.Hash)), []goodturn.Suppression{suppression})
		same(t, "standings", first(tx.Standings("c1", "c2")), []store.Standing{standing})
		same(t, "series", first(tx.SeriesPage("", 10)), []store.Series{series})
		same(t, "import", first(tx.Import("q1")), imported)
		same(t, "import rows", first(tx.ImportRows("q1", 0, 9)), []store.ImportRow{row})
		same(t, "words", first(tx.Words("real-estate")), []store.Words{words})
		same(t, "playbooks", first(tx.Playbooks()), []store.Playbook{book})
		same(t, "keys", first(tx.APIKeys()), []store.APIKey{key})
		same(t, "endpoints", first(tx.Endpoints()), []store.Endpoint{endpoint})
		same(t, "credentials", first(tx.Credentials("u1")), []store.Credential{credential})
		s, found, err := tx.Session("sh")
		same(t, "session", []any{s, found, err}, []any{session, true, nil})
		same(t, "accounts", first(tx.AccountsOf("c1")), map[goodturn.ID][]goodturn.ID{"c1": {"w1"}})
		same(t, "rewards", first(tx.RewardsOf("c1")), []store.RewardLine{reward})
		same(t, "rewards of an introduction", first(tx.RewardsFor("r1")), []store.RewardLine{reward})
		same(t, "the ledger", first(tx.RewardBook("", 10)), []store.RewardLine{reward})
		same(t, "promise", first(tx.Promise("a1")), `{"kind":"credit"}`)
		same(t, "reviews", first(tx.OpenReviews(10)), []store.RewardReview{review})
		same(t, "payees", first(tx.Payees("c1", "c2")), map[goodturn.ID]store.Payee{"c1": payee})
		same(t, "free coupons", first(tx.FreeCoupons()), []store.CouponsLeft{{Currency: "USD", Minor: 100, Codes: 1}})
		same(t, "value", first(tx.Value("metro")), "35614")
		same(t, "nodes", first(tx.Nodes()), []store.Node{{Node: "n", Boot: "b", StartedAt: start, SeenAt: start, Facts: "{}"}})
		_, err = tx.Contact("nobody")
		wantCode(t, "an unknown contact", err, goodturn.CodeNotFound)
		return nil
	})
	write(t, db, func(tx *store.Tx) error { return tx.DropPayee("c1") })
	read(t, db, func(tx *store.Tx) error {
		same(t, "payees, one forgotten", first(tx.Payees("c1")), map[goodturn.ID]store.Payee{})
		return nil
	})
}

func freshSettings(t *testing.T, open Open) {
	db := open(t, store.Options{})
	read(t, db, func(tx *store.Tx) error {
		s, err := tx.Settings()
		same(t, "settings", s, goodturn.Settings{})
		return err
	})
	w := newTown(t, db)
	c := w.person(t)
	d := w.claim(t, c, w.touch(t, c, "hello", goodturn.KindValue, start), 1, "")
	write(t, db, func(tx *store.Tx) error { return tx.SaveSettings(goodturn.Settings{}) })
	if w.commit(t, d) {
		t.Error("the zero settings let a message go")
	}
}

func badText(t *testing.T, open Open) {
	db := open(t, store.Options{})
	for _, s := range []string{"a\x00b", "a\xffb"} {
		err := db.Write(context.Background(), func(tx *store.Tx) error { return tx.InsertContact(&goodturn.Contact{Given: s}) })
		wantCode(t, "writing a name that is no text", err, goodturn.CodeInvalid)
		err = db.Read(context.Background(), func(tx *store.Tx) error { _, err := tx.Contacts([]goodturn.ID{goodturn.ID(s), "b"}); return err })
		wantCode(t, "asking for an id that is no text", err, goodturn.CodeInvalid)
	}
	c := goodturn.Contact{Given: "Zoë 🏡 \u202e שלום", Note: "line\nline\ttab"}
	write(t, db, func(tx *store.Tx) error { c.ID = ""; return tx.InsertContact(&c) })
	read(t, db, func(tx *store.Tx) error {
		got, err := tx.Contact(c.ID)
		same(t, "name", got.Given+got.Note, c.Given+c.Note)
		return err
	})
}
