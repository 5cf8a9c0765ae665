package playbook

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
)

// american matches what is true in the United States and not everywhere: its offices, taxes, forms and laws.
var american = regexp.MustCompile(`(?i)\bcount(y|ies)\b|homestead|\bIRS\b|1099|settlement statement|escrow|\bbureaus?\b|credit (file|report|freeze)|unclaimed property|\bPMI\b|mortgage insurance|recorder|forwarding was set up|letters for twelve months|forwarded since`)

func TestWhatIsTrueInOneCountryIsSaidThereOnly(t *testing.T) {
	p := realEstate(t)
	only := 0
	for _, x := range p.Words.All() {
		if x.Country != "" {
			only++
			continue
		}
		if s := american.FindString(x.Template.Source().Text); s != "" {
			t.Errorf("%s speaks of %q, which is not so everywhere; name it %s", x.Name, s, strings.Replace(x.Name, "."+string(x.Form)+".", "."+string(x.Form)+".us.", 1))
		}
	}
	if only < 30 {
		t.Fatalf("only %d wordings are for one country: the check would not notice them", only)
	}
	for _, region := range []string{"US-NY", "CA-ON", "GB", ""} {
		at := message.About{Contact: goodturn.Contact{Greeting: "Anna", Region: region}, Closing: goodturn.Closing{Side: goodturn.SideSold, Date: exampleAnchor},
			Owner: goodturn.User{Name: "Dana Reyes"}, Settings: goodturn.Settings{Pack: "real-estate"}, Today: exampleAnchor.AddMonths(9)}
		for variant := range 12 {
			c := p.Words.Choose("tax", goodturn.SideSold, message.Email, variant, message.ValuesFor(at), nil)
			if c.Wording == nil {
				t.Fatalf("nothing about tax can be said in %q: %v", region, c.Missing)
			}
			if american := c.Wording.Country == "US"; american != (region == "US-NY") {
				t.Errorf("somebody in %q reads %s", region, c.Wording.Name)
			}
		}
	}
}

// A message says nothing of how often its writer writes or asks, since the plan decides that and not the words.
func TestNoWordsPromiseAHabitThatThePlanDoesNotKeep(t *testing.T) {
	habit := regexp.MustCompile(`(?i)once a year I (write|ask)|every year or so|I ask this rarely|I (rarely|seldom|never) (write|ask)|only once a year|I don't write (often|much)`)
	for _, x := range realEstate(t).Words.All() {
		if s := habit.FindString(x.Template.Source().Text); s != "" {
			t.Errorf("%s says %q", x.Name, s)
		}
	}
}

// Words that are read more than a year after the closing name its month with the year, or it would be taken for the last one.
func TestAMonthOfLongAgoHasItsYear(t *testing.T) {
	p := realEstate(t)
	bare := regexp.MustCompile(`\bMarch\b(,? \d{4}|)`)
	pages, err := Render(p, true)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, pg := range pages {
		if pg.Day.Before(exampleAnchor.AddMonths(12)) || !slices.Contains([]string{"season", "insurance", "nearby", "assessment", "years", "years-ask", "year-home", "hello", "anniversary"}, pg.Entry.Folder) {
			continue
		}
		read++
		for _, s := range bare.FindAllString(pg.Filled.Subject+"\n"+pg.Filled.Text, -1) {
			if s == "March" && pg.Filled.Subject != "A short list for March" {
				t.Errorf("%s says March and means that of 2025: %s", pg.Wording.Name, pg.Filled.Text)
			}
		}
	}
	if read < 100 {
		t.Fatalf("only %d messages were read", read)
	}
}

// Nobody reads the same advice twice in two years. A topic is a word that stands for it.
func TestTwoYearsOfMessagesHaveReasonsOfTheirOwn(t *testing.T) {
	topics := map[string]*regexp.Regexp{
		"what the insurance pays to rebuild": regexp.MustCompile(`pays (for rebuilding|to rebuild)`),
		"the smoke alarms":                   regexp.MustCompile(`(?i)alarm`),
		"the exemption from property tax":    regexp.MustCompile(`(?i)exemption`),
		"the settlement statement":           regexp.MustCompile(`(?i)settlement statement`),
		"a film of every room":               regexp.MustCompile(`(?i)film every room|and film`),
		"a freeze on the credit file":        regexp.MustCompile(`(?i)freeze on`),
		"forgotten addresses":                regexp.MustCompile(`(?i)driver's license`),
	}
	p := realEstate(t)
	for _, side := range []goodturn.Side{goodturn.SideBought, goodturn.SideSold, goodturn.SideUnknown} {
		for variant := range 12 {
			told := map[string][]string{}
			in := input(exampleAnchor, side)
			for _, touch := range p.Playbook.Plan(in) {
				folder := p.Playbook.WordsOf(touch.Step)
				if touch.Kind != goodturn.KindValue || folder == "" || touch.Channel != goodturn.ChannelEmail {
					continue
				}
				v := ExampleValues("real-estate", side, goodturn.DateOf(touch.PlannedAt), variant%2 == 0)
				c := p.Words.Choose(folder, side, message.Email, variant, v, nil)
				if c.Wording == nil {
					continue
				}
				f, err := c.Wording.Template.Fill(v)
				if err != nil {
					t.Fatal(err)
				}
				for topic, said := range topics {
					if said.MatchString(f.Text) {
						told[topic] = append(told[topic], c.Wording.Name)
					}
				}
			}
			for topic, names := range told {
				if len(names) > 1 {
					t.Errorf("%s, beginning with wording %d: %s is told in %v", sideName(side), variant, topic, names)
				}
			}
		}
	}
}
