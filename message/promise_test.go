package message

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/reward"
)

// How people promise something for a name. The lists of package policy know nothing of this grammar.
var (
	given = []string{"$100", "$ 50", "100 dollars", "a hundred dollars", "€50", "£25", "fifty bucks", "USD 75", "a $50 gift card", "an Amazon voucher", "a nice bottle of red wine", "dinner for two", "a free month", "two months free",
		"10% of my commission", "a share of my fee", "a discount on your next sale", "20 percent off", "a referral bonus", "tickets to the game", "an iPad", "a little gift", "something special", "a donation to your favorite charity", "store credit", "cash"}
	promised = []string{"I'll give you %s %s.", "You get %s %s.", "You’ll receive %s %s.", "I pay %s %s.", "%s is yours %s.", "There's %s in it for you %s.", "My offer to you: %s %s.", "We would send you %s %s, as always.", "I'd love to give %s\n%s."}
	forWhat  = []string{"for each friend you send me", "for every introduction", "per referral", "for introducing somebody", "if you introduce me to a colleague", "for a good introduction", "when your friend buys", "for anybody you refer", "for every new client who comes through you",
		"each time you recommend me"}
	// Only where something was asked for is it clear what these are for.
	afterAsk = []string{"when they close", "once they buy", "as a thank you", "in return", "if it works out", "for your trouble", "for your help"}
	noise    = []*strings.Replacer{strings.NewReplacer(), strings.NewReplacer(" ", "\u00a0"), strings.NewReplacer("'", "’"), strings.NewReplacer("e", "e\u200b"), strings.NewReplacer("i", "\u00adi")}
	askKinds = []goodturn.Kind{goodturn.KindAsk, goodturn.KindReminder, goodturn.KindThanks}
	anyKinds = append([]goodturn.Kind{goodturn.KindValue, goodturn.KindReview}, askKinds...)
)

func promiseIn(t *rapid.T, kind goodturn.Kind) string {
	what := forWhat
	if slices.Contains(askKinds, kind) {
		what = append(slices.Clone(forWhat), afterAsk...)
	}
	s := fmt.Sprintf(rapid.SampledFrom(promised).Draw(t, "how"), rapid.SampledFrom(given).Draw(t, "what"), rapid.SampledFrom(what).Draw(t, "for"))
	s = rapid.SampledFrom(noise).Draw(t, "typing").Replace(s)
	if rapid.Bool().Draw(t, "shouted") {
		s = strings.ToUpper(s)
	}
	return words.UpperFirst(s)
}

// What the owner writes in a message, below it, or in a subject promises nothing where the table of the line of work allows nothing, and
// nothing but what was made from a promise where it does.
func TestNoWordsOfTheOwnersPromiseARewardWhereNoneMayBe(t *testing.T) {
	const told = "If you sign up I get $20 and you get $10."
	refused := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		industry := rapid.SampledFrom(append(policy.Industries(), "", "casino")).Draw(t, "industry")
		region := rapid.SampledFrom([]string{"", "US-NY", "US-WA", "DE", "GB", "CA-QC"}).Draw(t, "region")
		allowed := reward.AllowedIn(reward.Place{Industry: industry, Region: region}, goodturn.Date{Year: 2026, Month: 11, Day: 24}).Visible
		kind := rapid.SampledFrom(anyKinds).Draw(t, "kind")
		says := promiseIn(t, kind)
		in := LintInput{Kind: kind, Edited: rapid.Bool().Draw(t, "edited"), Region: region, RewardAllowed: allowed}
		f := Filled{Form: Email, Subject: "A note", Text: "Hi Anna,\n\nThe lilacs are out.\n\nDana"}
		if allowed && rapid.Bool().Draw(t, "set") {
			in.Reward = told
			f.Text = strings.Replace(f.Text, "\n\nDana", "\n\n"+told+"\n\nDana", 1)
		}
		in.Filled = &f
		if fs := rewardFindings(Lint(in)); len(fs) > 0 && !(in.Reward != "" && !allowed) {
			t.Fatalf("%s, without a word of it: %+v", industry, fs)
		}
		switch place := rapid.SampledFrom([]string{"body", "end", "subject", "ps", "words"}).Draw(t, "place"); place {
		case "body":
			f.Text = strings.Replace(f.Text, "The lilacs are out.", "The lilacs are out. "+says, 1)
		case "end":
			f.Text += "\n\n" + says
		case "subject":
			f.Subject = says
		case "ps":
			in.PS = says
			if !Blocks(LintPS(kind, says)) {
				t.Fatalf("kept below a message of the kind %s: %q", kind, says)
			}
		case "words":
			tpl, err := Compile(Source{File: "own", Form: Email, Text: "Subject: A note\n\n{{.owner_greeting}} {{.greeting}},\n\n" + says + "\n\n{{.sign_off}}"}, CatalogueFor(PackRealEstate))
			if err != nil {
				t.Fatal(err)
			}
			in = LintInput{Kind: kind, Template: tpl}
			allowed = false // words that are kept for many print the promise by its field
		}
		fs := rewardFindings(Lint(in))
		if !Blocks(fs) {
			t.Fatalf("%q, kind %s, in %q: %+v", says, kind, industry, fs)
		}
		refused[allowed]++
	})
	if refused[true] == 0 || refused[false] == 0 {
		t.Errorf("%v: the property looked at one side only", refused)
	}
}

func rewardFindings(fs []Finding) (out []Finding) {
	for _, f := range fs {
		if f.Rule == "L5" || f.Rule == "L6" {
			out = append(out, f)
		}
	}
	return out
}

func TestSentencesAboutMoneyAndThanksPass(t *testing.T) {
	for _, s := range []string{
		"The county takes $500 off the tax of everybody who asks by March 1.", "A neighbor two doors down sold for $612,000 in May.", "The utility gives a $75 rebate for an old refrigerator.", "You get a refund of about $400 from the escrow account.",
		"Thank you for the introduction to Lee.", "Your friend and I have talked, and I am grateful to you.", "I would gladly talk with your friend, at no cost to them.", "The present owner kept the receipts.", "At the present rate the loan would cost $120 less a month.",
		"The fair is free, and tickets to the museum cost $5 per person.", "An introduction by you would mean that somebody I have never met starts with trust.", "You said that the kitchen cost $20,000 and was worth it.", "I owe you an answer.",
		"Your credit report is free once a week.", "Whoever you name hears from me once.", "The storm cost people $900 for every window, a client told me.", "We cut costs by $200,000 a year.", "Thanks to you the team saved $1.2 million.",
	} {
		for _, kind := range anyKinds {
			f := Filled{Form: Email, Subject: "A note", Text: s}
			if fs := rewardFindings(Lint(LintInput{Kind: kind, Filled: &f, Edited: true})); len(fs) > 0 {
				t.Errorf("%s, %q: %+v", kind, s, fs)
			}
		}
	}
}

func TestALineBelowAMessageIsHeldToTheRulesOfItsKind(t *testing.T) {
	for _, c := range []struct {
		kind goodturn.Kind
		ps   string
		rule string
	}{
		{goodturn.KindAsk, "Could you leave me a Google review too?", "L7"},
		{goodturn.KindAsk, "Why not?", "H10"},
		{goodturn.KindThanks, "Post a quick review if you like.", "L7"},
		{goodturn.KindAsk, "You get $50.", "L6"},
	} {
		f := Filled{Form: Email, Subject: "A note", Text: "Hi Anna,\n\nThe lilacs are out.\n\nDana"}
		for name, fs := range map[string][]Finding{"as it is typed": LintPS(c.kind, c.ps), "before it leaves": Lint(LintInput{Kind: c.kind, Filled: &f, PS: c.ps})} {
			if !slices.ContainsFunc(fs, func(f Finding) bool { return f.Rule == c.rule && f.Severity == Block }) {
				t.Errorf("%q below %s, %s: %+v", c.ps, c.kind, name, fs)
			}
		}
	}
	if fs := LintPS(goodturn.KindValue, "The bakery is open again."); len(fs) > 0 {
		t.Errorf("%+v", fs)
	}
}
