package message

import "github.com/goodturn-app/goodturn"

// letters are well-formed words of every kind, as a pack would ship them.
var letters = map[string]struct {
	kind    goodturn.Kind
	checkIn bool
	form    Form
	text    string
}{
	"check-in": {goodturn.KindValue, true, Email, `Subject: A month on {{.home_street}}

{{.owner_greeting}} {{.greeting}},

You have been on {{.home_street}} for {{.months_since | or_else "a little while"}} now. How is the place treating you?

If a tap drips or a door sticks, I know people who come when they say they will. Just reply.

{{.sign_off}}
`},
	"home update": {goodturn.KindValue, false, Email, `Subject: What homes near {{.home_street}} did this {{.season}}

{{.owner_greeting}} {{.greeting}},

{{if .market_fell}}
A calm look at the numbers: {{.market_line}}.
{{else}}
Here is what happened around you: {{.market_line}}.
{{end}}
{{if .home_line}}
As for yours, {{.home_line}}.
{{end}}

If you would like me to look at it properly, [ask for a full valuation]({{.valuation_url}}) or just reply.

{{.sign_off}}
`},
	"ask": {goodturn.KindAsk, false, Email, `Subject: {{.home_street}}, and a question

{{.owner_greeting}} {{.greeting}},

Helping you with {{.home_street}} in {{.closing_month}} was a good piece of work{{if .praise}}, and your words stayed with me: "{{.praise}}"{{end}}.

Is there one colleague or neighbour who has told you they are thinking of a move this year? An introduction by you would let me help them the same way.

[Yes, I have somebody in mind]({{.yes_url}})
[Not now, or not at all]({{.no_url}})

Or just reply. Either answer is fine.

{{.sign_off}}
`},
	"reminder": {goodturn.KindReminder, false, Email, `Subject: {{.home_street}} again

{{.owner_greeting}} {{.greeting}},

Last month I asked about an introduction. One thing I left out: I send whoever you name a short list of what to fix before selling, and they hear from me only once.

[Yes]({{.yes_url}}) or [not now, or not at all]({{.no_url}}), or just reply. No need to answer at all.

{{.sign_off}}
`},
	"review": {goodturn.KindReview, false, Email, `Subject: Would you write a line about working with me?

{{.owner_greeting}} {{.greeting}},

People who look for an agent read what others went through. If you have five minutes, [write an honest line here]({{.review_url}}), good and bad alike.

{{.sign_off}}
`},
	"thanks": {goodturn.KindThanks, false, Email, `Subject: Thank you for {{.friend_first}}

{{.owner_greeting}} {{.greeting}},

{{.friend_first}} and I have spoken. Thank you for trusting me with somebody you know.

{{.sign_off}}
`},
	"text value": {goodturn.KindValue, false, Text, `{{.owner_greeting}} {{.greeting}}, {{.owner_first}} here. {{.months_since | upper_first}} on {{.home_street}}: I put a short note on local sales in your mail.`},
	"text ask":   {goodturn.KindAsk, false, Text, `{{.greeting}}, {{.owner_first}} here. Is there one person at work who spoke of moving, as you did before {{.home_street}}? Reply YES, LATER or NO.`},
}

// people are the values that a message must survive. Each entry is a name as a CRM may hold it.
var hostileNames = []string{
	"Anna", "anna", "ANNA", "J.", "J", "JP", "Ng", "Bo", "O'Brien", "Jean-Luc", "María José", "Ñuño", "李", "李小龙", "محمد", "דוד", "Zoë", "Åsa",
	"", " ", "  Anna  ", "Anna\tBeth", "Anna\nBeth", "Anna & Paul", "Anna and Paul", "and Paul", "Mr. Diaz", "Dr", "Unknown", "N/A", "test", "Buyer",
	"Acme LLC", "The Smith Family Trust", "Oak Street Holdings, Inc.", "First National Bank", "Estate of John Doe",
	"<b>Anna</b>", "<script>alert(1)</script>", "Anna<br>", "https://evil.example/x", "www.evil.example", "anna@example.com", "[Anna](https://evil.example)",
	"{{.first_name}}", "{{", "}}", "{{range .}}", "%FIRSTNAME%", "[First Name]", "*|FNAME|*", "$name", "Anna;DROP TABLE", "Anna\x00", "Anna\r\nBcc: x@example.com",
	"\u202eannA", "\u2066Anna", "A\u200bnna", "\ufeffAnna", "Anna 🌸", "🎉🎉🎉", "Anna 2", "12345", "(Anna)", "Anna (Paul)", "Anna/Paul", "Anna, Paul", "\"Anna\"", "'Anna'", "Anna.", "A. B. Smith", "A.B.",
	string([]byte{0xff, 0xfe, 'a'}), "!!!", "Anna!", "-", "'", "..", "Annaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
}
