package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// otherProvider is the choice of somebody whose provider is not on the list.
const otherProvider = "another"

// mailboxForm shows how mail leaves: provider is the chosen one's name, "" where it follows from the address.
func (a *admin) mailboxForm(ctx context.Context, u goodturn.User, action, provider string) MailboxForm {
	m := u.Mailbox
	known := slices.IndexFunc(a.Providers, func(p Provider) bool {
		return provider != "" && p.Name == provider || provider == "" && m.Host != "" && strings.EqualFold(p.Host, m.Host)
	})
	found := Provider{}
	ok := known >= 0
	if ok {
		found = a.Providers[known]
	} else if provider == "" && m.Host == "" && a.SuggestMailbox != nil {
		found, ok = a.SuggestMailbox(ctx, fromOf(u))
	}
	v := MailboxForm{Action: action, Provider: "your provider"}
	for _, p := range a.Providers {
		v.Providers = append(v.Providers, Option{Value: p.Name, Text: p.Name, Chosen: ok && p.Name == found.Name})
	}
	v.Providers = append(v.Providers, Option{Value: otherProvider, Text: "another", Chosen: !ok})
	if ok {
		v.Provider, v.AdviceURL = found.Name, found.Help
		if found.Login != "" {
			v.Advice = []string{found.Login}
		}
		if provider != "" || m.Host == "" {
			m.Host, m.Port, m.Security = found.Host, found.Port, found.Security
		}
	}
	hint := "Kept encrypted. It never appears on a page again."
	if len(m.Secret) > 0 {
		hint = "One is kept. Leave this empty to go on with it."
	}
	v.Fields = []Input{
		{Name: "email", Label: "E-mail", Type: "email", Value: fromOf(u), Complete: "email", Required: true},
		{Name: "secret", Label: "Password for mail programs", Type: "password", Complete: "off", Hint: hint},
	}
	if m.Port == 0 {
		m.Port, m.Security = 587, "starttls"
	}
	v.Server = []Input{
		{Name: "host", Label: "Server", Value: m.Host, Example: "smtp.example.com"},
		{Name: "port", Label: "Port", Value: strconv.Itoa(m.Port), Mode: "numeric"},
		{Name: "security", Label: "Encryption", Type: "select", Options: []Option{
			{Value: "starttls", Text: "STARTTLS", Chosen: m.Security == "starttls"}, {Value: "tls", Text: "TLS", Chosen: m.Security == "tls"},
			{Value: "none", Text: "none, on this computer only", Chosen: m.Security == "none"}}},
		{Name: "username", Label: "User name, if it is not the e-mail", Value: m.Username},
	}
	v.ServerOpen = !ok
	if u.Mailbox.ProvedAt > 0 && provider == "" {
		v.Proved = "A message to yourself left " + a.when(time.UnixMilli(u.Mailbox.ProvedAt), u) + "."
	}
	return v
}

// mailboxTyped reads the form.
func mailboxTyped(r *http.Request, old goodturn.Mailbox) (m goodturn.Mailbox, password string, err error) {
	m = old
	m.From, m.Host, m.Security = formValue(r, "email"), strings.ToLower(formValue(r, "host")), formValue(r, "security")
	password = r.PostFormValue("secret")
	if m.Username = formValue(r, "username"); m.Username == "" && (password != "" || len(old.Secret) > 0) {
		m.Username = m.From
	}
	port, perr := strconv.Atoi(formValue(r, "port"))
	m.Port = port
	at := strings.LastIndexByte(m.From, '@')
	switch {
	case at < 1 || at == len(m.From)-1 || strings.ContainsAny(m.From, " <>,;"):
		err = goodturn.Invalid("email", "That is no e-mail address.", "Write it as dana@example.com.")
	case m.Host == "":
		err = goodturn.Invalid("host", "The server is missing.", "Your provider calls it the server for outgoing mail, or SMTP.")
	case perr != nil || port < 1 || port > 65535:
		err = goodturn.Invalid("port", "That is no port.", "Most servers use 587 or 465.")
	case !slices.Contains([]string{"tls", "starttls", "none"}, m.Security):
		err = goodturn.Invalid("security", "Choose an encryption.", "Port 587 goes with STARTTLS, port 465 with TLS.")
	case password == "" && len(old.Secret) == 0 && m.Security != "none":
		err = goodturn.Invalid("secret", "The password is missing.", "It is kept encrypted.")
	}
	return m, password, err
}

func (a *admin) mailbox(w http.ResponseWriter, r *http.Request) error {
	return a.page(w, r, "settings", "Your mailbox", MailboxPage(a.mailboxView(r, "/settings/mailbox")))
}

func (a *admin) mailboxView(r *http.Request, action string) MailboxForm {
	me := userIn(r.Context())
	v := a.mailboxForm(r.Context(), me, action, r.URL.Query().Get("provider"))
	if r.URL.Query().Has("sent") {
		v.Sent, v.Proved = "A message is on its way to "+me.Email+". Did it arrive?", ""
	}
	if a.LookAtDomain != nil && me.Mailbox.Host != "" {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		v.Checks = a.LookAtDomain(ctx, fromOf(me))
	}
	return v
}

func (a *admin) mailboxPost(w http.ResponseWriter, r *http.Request) error {
	return a.connect(w, r, "/settings/mailbox", "/settings", func(v MailboxForm) error {
		return a.again(w, r, "settings", "Your mailbox", MailboxPage(v))
	})
}

// connect takes the mailbox form, wherever it stands: at is its address, to the page after it.
func (a *admin) connect(w http.ResponseWriter, r *http.Request, at, to string, again func(MailboxForm) error) error {
	if formValue(r, "step") == "provider" {
		return a.done(w, at+"?provider="+url.QueryEscape(formValue(r, "provider")), "")
	}
	me := userIn(r.Context())
	m, password, err := mailboxTyped(r, me.Mailbox)
	switch {
	case err != nil:
	case formValue(r, "step") == "keep":
		if err = a.KeepMailbox(r.Context(), me.ID, m, password); err == nil {
			return a.done(w, to, "Kept. No message to yourself has left yet.")
		}
	default:
		if err = a.ConnectMailbox(r.Context(), me.ID, m, password); err == nil {
			err = a.Program.TestMessage(r.Context(), me.ID)
			if err != nil && a.ExplainSending != nil {
				err = a.ExplainSending(err)
			}
		}
		if err == nil {
			return a.done(w, at+"?sent", "")
		}
	}
	e := explained(err)
	if e.Code == "" || e.Code == goodturn.CodeInternal {
		return err
	}
	typed := me
	typed.Mailbox = m
	v := a.mailboxForm(r.Context(), typed, at, "")
	v.Proved, v.ServerOpen = "", true
	mark := func(list []Input) (found bool) {
		for i := range list {
			if list[i].Name == e.Field {
				list[i].Problem, found = strings.TrimSpace(e.Message+" "+e.Hint), true
			}
		}
		return found
	}
	if !mark(v.Fields) && !mark(v.Server) {
		v.Wrong = Wrong{Message: e.Message, Hint: e.Hint}
	}
	if e.Err != nil {
		v.Detail = e.Err.Error()
	}
	return again(v)
}

func (a *admin) mailboxDid(w http.ResponseWriter, r *http.Request) error {
	return a.tested(w, r, "/settings/mailbox", "/settings")
}

// tested is what somebody says about the message to themselves.
func (a *admin) tested(w http.ResponseWriter, r *http.Request, at, to string) error {
	switch r.PathValue("did") {
	case "arrived":
		return a.done(w, to, "Good. Your mailbox works.")
	case "lost":
		if err := a.changeMe(r, func(u *goodturn.User) { u.Mailbox.ProvedAt = 0 }); err != nil {
			return err
		}
		return a.done(w, at, "Look into the spam folder, and whether the address is right. Then try it once more; nothing leaves before one has arrived.")
	}
	return goodturn.NotFound("page")
}
