package smtp

import "strings"

// Preset is what we know of a provider: where to send, and how its people log in.
type Preset struct {
	Name     string
	Host     string
	Port     int
	Security Security
	IMAPHost string // where answers and bounces are read, port 993 with TLS
	// Login says what belongs into the password field, in a sentence for people.
	Login string
	// Help is the provider's own page about it.
	Help string
	// OAuth is true if XOAUTH2 works there; OAuthOnly if a password does not work at all.
	OAuth, OAuthOnly bool
	// DailyLimit is how many messages a personal mailbox may send in a day, as far as the provider says so; 0: it
	// does not say.
	DailyLimit int

	domains  []string // mail addresses end in one of these
	mx       []string // own domains with this provider have a mail exchanger that ends in one of these
	replyWas []string // words that betray this provider in a reply
}

// Account fills in an account for the address. The password or token is still missing.
func (p Preset) Account(address string) Account {
	return Account{Host: p.Host, Port: p.Port, Security: p.Security, Username: address}
}

// presets: servers and ports as the providers publish them for mail programs.
var presets = []Preset{
	{
		Name: "Gmail", Host: "smtp.gmail.com", Port: 587, Security: SecurityStartTLS, IMAPHost: "imap.gmail.com", OAuth: true, DailyLimit: 500,
		Login:    "Gmail wants an app password: 16 letters that you make in your Google account. Two-step verification has to be on first. Your normal password does not work.",
		Help:     "https://support.google.com/accounts/answer/185833",
		domains:  []string{"gmail.com", "googlemail.com"},
		replyWas: []string{"gsmtp", "support.google.com"},
	},
	{
		Name: "Google Workspace", Host: "smtp.gmail.com", Port: 587, Security: SecurityStartTLS, IMAPHost: "imap.gmail.com", OAuth: true, DailyLimit: 2000,
		Login: "Google Workspace wants an app password: 16 letters that you make in your Google account, with two-step verification on. Your administrator can switch app passwords off.",
		Help:  "https://support.google.com/accounts/answer/185833",
		mx:    []string{".google.com", ".googlemail.com"},
	},
	{
		Name: "Outlook.com", Host: "smtp-mail.outlook.com", Port: 587, Security: SecurityStartTLS, IMAPHost: "outlook.office365.com", OAuth: true, OAuthOnly: true,
		Login: "Outlook.com no longer takes a password from other programs. Sign in with Microsoft instead.",
		Help:  "https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040",
		domains: []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com", "hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es",
			"outlook.de", "outlook.fr", "outlook.it", "outlook.es", "outlook.at", "live.co.uk", "live.ca", "live.de", "live.fr", "live.nl", "live.com.au"},
	},
	{
		Name: "Microsoft 365", Host: "smtp.office365.com", Port: 587, Security: SecurityStartTLS, IMAPHost: "outlook.office365.com", OAuth: true, DailyLimit: 10000,
		Login:    "Sign in with Microsoft if you can. A password works only while your administrator keeps authenticated SMTP switched on for your mailbox.",
		Help:     "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
		domains:  []string{"onmicrosoft.com"},
		mx:       []string{".mail.protection.outlook.com", ".mx.microsoft"},
		replyWas: []string{"outlook.com", "office365.com", "aka.ms"},
	},
	{
		Name: "Yahoo Mail", Host: "smtp.mail.yahoo.com", Port: 465, Security: SecurityTLS, IMAPHost: "imap.mail.yahoo.com",
		Login: "Yahoo wants an app password that you make under Account security. Your normal password does not work.",
		Help:  "https://help.yahoo.com/kb/SLN15241.html",
		domains: []string{"yahoo.com", "ymail.com", "rocketmail.com", "myyahoo.com", "yahoo.ca", "yahoo.co.uk", "yahoo.co.in", "yahoo.com.au", "yahoo.com.br",
			"yahoo.com.mx", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it"},
		mx:       []string{".yahoodns.net"},
		replyWas: []string{"yahoo"},
	},
	{
		Name: "AOL Mail", Host: "smtp.aol.com", Port: 465, Security: SecurityTLS, IMAPHost: "imap.aol.com",
		Login:    "AOL wants an app password that you make under Account security. Your normal password does not work.",
		Help:     "https://help.aol.com/articles/Create-and-manage-app-password",
		domains:  []string{"aol.com", "aim.com"},
		replyWas: []string{"aol.com"},
	},
	{
		Name: "iCloud Mail", Host: "smtp.mail.me.com", Port: 587, Security: SecurityStartTLS, IMAPHost: "imap.mail.me.com", DailyLimit: 1000,
		Login:    "Apple wants an app-specific password that you make at account.apple.com. Two-factor authentication has to be on. Your normal password does not work.",
		Help:     "https://support.apple.com/102654",
		domains:  []string{"icloud.com", "me.com", "mac.com"},
		mx:       []string{".mail.icloud.com"},
		replyWas: []string{"icloud", "apple.com"},
	},
	{
		Name: "Fastmail", Host: "smtp.fastmail.com", Port: 465, Security: SecurityTLS, IMAPHost: "imap.fastmail.com",
		Login:    "Fastmail wants an app password that you make under Settings, Privacy & Security. Your normal password does not work.",
		Help:     "https://www.fastmail.help/hc/en-us/articles/360058752854",
		domains:  []string{"fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com", "messagingengine.com"},
		mx:       []string{".messagingengine.com"},
		replyWas: []string{"fastmail", "messagingengine"},
	},
}

// Presets are all providers that are known, the most used first.
func Presets() []Preset { return append([]Preset(nil), presets...) }

// PresetFor finds the provider of an address by its domain. ok is false for every domain that people own
// themselves; look up its mail exchangers and ask PresetForMX.
func PresetFor(address string) (_ Preset, ok bool) {
	domain := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	for _, p := range presets {
		for _, d := range p.domains {
			if domain == d || (d == "onmicrosoft.com" && strings.HasSuffix(domain, "."+d)) {
				return p, true
			}
		}
	}
	return Preset{}, false
}

// PresetForMX finds the provider of somebody's own domain by the names of its mail exchangers, best first.
func PresetForMX(exchangers ...string) (_ Preset, ok bool) {
	for _, mx := range exchangers {
		mx = "." + strings.TrimSuffix(strings.ToLower(mx), ".")
		for _, p := range presets {
			for _, suffix := range p.mx {
				if strings.HasSuffix(mx, suffix) {
					return p, true
				}
			}
		}
	}
	return Preset{}, false
}

// presetBehind guesses the provider from the words of a reply.
func presetBehind(reply string) (_ Preset, ok bool) {
	reply = strings.ToLower(reply)
	for _, p := range presets {
		for _, word := range p.replyWas {
			if strings.Contains(reply, word) {
				return p, true
			}
		}
	}
	return Preset{}, false
}
