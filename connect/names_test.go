package connect_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/connect"
)

func TestWholeNamesComeApart(t *testing.T) {
	for full, want := range map[string]connect.Name{
		"Anna Smith":                     {Given: "Anna", Family: "Smith"},
		"ANNA SMITH":                     {Given: "Anna", Family: "Smith"},
		"anna smith":                     {Given: "Anna", Family: "Smith"},
		"Smith, Anna":                    {Given: "Anna", Family: "Smith"},
		"Smith, Anna & Paul":             {Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Smith"},
		"SMITH, ANNA AND PAUL":           {Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Smith"},
		"Anna & Paul Smith":              {Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Smith"},
		"Anna Smith and Paul Jones":      {Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Jones"},
		"Anna/Paul Smith":                {Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Smith"},
		"Mr. & Mrs. Paul Smith":          {Given: "Paul", Family: "Smith"},
		"Dr. Anna M. Smith Jr.":          {Given: "Anna", Family: "Smith"},
		"Smith, Anna, MD":                {Given: "Anna", Family: "Smith"},
		"Anna Smith, PhD":                {Given: "Anna", Family: "Smith"},
		"J. Robert Smith":                {Given: "Robert", Family: "Smith"},
		"Ludwig van der Berg":            {Given: "Ludwig", Family: "van der Berg"},
		"MARIA DE LA CRUZ":               {Given: "Maria", Family: "de la Cruz"},
		"SEAN O'NEIL":                    {Given: "Sean", Family: "O'Neil"},
		"ian mcdonald":                   {Given: "Ian", Family: "McDonald"},
		"DeShawn McDonald":               {Given: "DeShawn", Family: "McDonald"},
		"JEAN-LUC ARMAND":                {Given: "Jean-Luc", Family: "Armand"},
		"TJ Okafor":                      {Given: "TJ", Family: "Okafor"},
		"JO OKAFOR":                      {Given: "Jo", Family: "Okafor"},
		`Robert "Bob" Smith`:             {Given: "Robert", Family: "Smith", Nick: "Bob"},
		"Anna Smith (Paul's sister)":     {Given: "Anna", Family: "Smith"},
		"Anna Smith 🏡":                   {Given: "Anna", Family: "Smith"},
		"  Anna\t Smith ":                {Given: "Anna", Family: "Smith"},
		"Cher":                           {Given: "Cher"},
		"李小龙":                            {Given: "李小龙"},
		"דנה לוי":                        {Given: "דנה", Family: "לוי"},
		"\u202eAnna Smith\u202c":         {Given: "Anna", Family: "Smith"},
		"ÅSA ÖBERG":                      {Given: "Åsa", Family: "Öberg"},
		"":                               {},
		"https://example.com/x":          {Given: "https://example.com/x"},
		"=HYPERLINK(\"http://x\",\"y\")": {Given: "=HYPERLINK\"http://x\",\"y\""},
	} {
		if strings.HasPrefix(full, "=") { // what matters of a formula is that Greeting refuses it
			r := connect.Record{Given: connect.ReadName(full).Given}
			if g, p := connect.Greeting(&r); g != "" || p == nil {
				t.Errorf("%q: greeted as %q", full, g)
			}
			continue
		}
		if got := connect.ReadName(full); got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", full, got, want)
		}
	}
}

func TestTwoColumnsMakeOneName(t *testing.T) {
	for _, c := range []struct {
		given, family string
		want          connect.Name
	}{
		{"Anna", "Smith", connect.Name{Given: "Anna", Family: "Smith"}},
		{"ANNA", "SMITH-JONES", connect.Name{Given: "Anna", Family: "Smith-Jones"}},
		{"Anna & Paul", "Smith", connect.Name{Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Smith"}},
		{"Anna and Paul", "Smith & Jones", connect.Name{Given: "Anna", Family: "Smith", PartnerGiven: "Paul", PartnerFamily: "Jones"}},
		{"Anna Marie", "Smith", connect.Name{Given: "Anna Marie", Family: "Smith"}},
		{"Anna M.", "Smith Jr.", connect.Name{Given: "Anna", Family: "Smith"}},
		{"Mrs. Anna", "Smith", connect.Name{Given: "Anna", Family: "Smith"}},
		{"", "Smith, Anna", connect.Name{Given: "Anna", Family: "Smith"}},
		{"Anna Smith", "", connect.Name{Given: "Anna", Family: "Smith"}},
		{"", "Smith", connect.Name{Family: "Smith"}},
		{"Anna", "VAN DER BERG", connect.Name{Given: "Anna", Family: "van der Berg"}},
		{"Anna", "van der Berg", connect.Name{Given: "Anna", Family: "van der Berg"}},
		{"J.D.", "Smith", connect.Name{Given: "J.D.", Family: "Smith"}},
		{"Thị", "Nguyễn", connect.Name{Given: "Thị", Family: "Nguyễn"}},
	} {
		if got := connect.ReadParts(c.given, c.family); got != c.want {
			t.Errorf("%q | %q:\n got %+v\nwant %+v", c.given, c.family, got, c.want)
		}
	}
}

func TestALetterBeginsWithANameOrNotAtAll(t *testing.T) {
	couple := connect.Record{Given: "Anna", Family: "Smith", Joint: true, Spouse: connect.Spouse{Given: "Paul"}}
	for name, c := range map[string]struct {
		r    connect.Record
		want string
	}{
		"a given name":                     {connect.Record{Given: "Anna", Family: "Smith"}, "Anna"},
		"a couple sharing a record":        {couple, "Anna and Paul"},
		"a spouse with a mailbox":          {connect.Record{Given: "Anna", Spouse: connect.Spouse{Given: "Paul", Email: "p@example.com"}}, "Anna"},
		"a nickname wins":                  {connect.Record{Given: "Robert", Nick: "Bob"}, "Bob"},
		"an initial with a nickname":       {connect.Record{Given: "J.", Family: "Smith", Nick: "Jay"}, "Jay"},
		"right to left":                    {connect.Record{Given: "דנה"}, "דנה"},
		"one Chinese sign":                 {connect.Record{Given: "明"}, "明"},
		"two initials are a name":          {connect.Record{Given: "J.D."}, "J.D."},
		"a family called Church":           {connect.Record{Given: "Anna", Family: "Church"}, "Anna"},
		"an initial":                       {connect.Record{Given: "J.", Family: "Smith"}, ""},
		"an initial without dot":           {connect.Record{Given: "J"}, ""},
		"only a family name":               {connect.Record{Family: "Smith"}, ""},
		"nothing":                          {connect.Record{}, ""},
		"a company alone":                  {connect.Record{Company: "Oak LLC"}, ""},
		"a trust":                          {connect.Record{Given: "Smith Family Trust"}, ""},
		"a trust over two columns":         {connect.Record{Given: "Smith Family", Family: "Trust"}, ""},
		"a limited company":                {connect.Record{Given: "Oak Street", Family: "Holdings, LLC"}, ""},
		"an estate":                        {connect.Record{Full: "Estate of Anna Smith", Given: "Estate"}, ""},
		"an e-mail address":                {connect.Record{Given: "anna@example.com"}, ""},
		"a link":                           {connect.Record{Given: "http://example.com"}, ""},
		"a bare domain":                    {connect.Record{Given: "click example.com now"}, ""},
		"markup":                           {connect.Record{Given: "<b>Anna</b>"}, ""},
		"a template":                       {connect.Record{Given: "{{first_name}}"}, ""},
		"a formula":                        {connect.Record{Given: "=1+1"}, ""},
		"a formula by minus":               {connect.Record{Given: "-2+3"}, ""},
		"digits":                           {connect.Record{Given: "Anna2"}, ""},
		"a street number as a family name": {connect.Record{Given: "Anna", Family: "12 Oak St"}, ""},
		"ten thousand letters":             {connect.Record{Given: strings.Repeat("a", 10_000)}, ""},
		"a placeholder":                    {connect.Record{Given: "Unknown"}, ""},
		"a role":                           {connect.Record{Given: "Buyer"}, ""},
		"a title":                          {connect.Record{Given: "Mrs."}, ""},
		"the whole family":                 {connect.Record{Given: "The Smiths"}, ""},
	} {
		got, p := connect.Greeting(&c.r)
		if got != c.want || (p == nil) != (c.want != "") {
			t.Errorf("%s: got %q, problem %v; want %q", name, got, p, c.want)
		}
		if p != nil && (p.Code != connect.ProblemNameUnclear || p.Message == "" || p.Hint == "" || len(p.Message) > 400) {
			t.Errorf("%s: incomplete problem %+v", name, p)
		}
	}
}

func TestCaseIsOnlyTouchedWhereAllLettersAreAlike(t *testing.T) {
	for in, want := range map[string]string{"van der Berg": "van der Berg", "MacArthur": "MacArthur", "O'NEIL": "O'Neil", "mcdonald": "McDonald", "D'ANGELO": "D'Angelo",
		"smith-jones": "Smith-Jones", "MC": "Mc", "X": "X", "é": "É", "שלום": "שלום", "ANNA'S": "Anna's"} {
		if got := connect.FixCase(in, true); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzReadName(f *testing.F) {
	for _, s := range []string{"Smith, Anna & Paul", "Mr. & Mrs. Paul Smith", `Robert "Bob" Smith`, "=cmd|' /C calc'!A0", "\u202eabc", "&&&", "a, b, c, d", "\"", "“”", ", ", "(", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := connect.ReadName(s)
		r := connect.Record{Given: n.Given, Family: n.Family, Nick: n.Nick, Full: connect.TidyName(s), Joint: n.PartnerGiven != "", Spouse: connect.Spouse{Given: n.PartnerGiven}}
		g, p := connect.Greeting(&r)
		if (g == "") == (p == nil) {
			t.Fatalf("%q: greeting %q and problem %v", s, g, p)
		}
		if utf8.RuneCountInString(g) > 100 || strings.ContainsAny(g, "<>{}@=\n\u202e") || strings.Contains(g, "://") {
			t.Fatalf("%q would be greeted as %q", s, g)
		}
	})
}
