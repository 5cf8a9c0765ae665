package stories

import (
	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
	"github.com/goodturn-app/goodturn/web/apidoc"
)

// addSystems adds what other systems may and get.
func addSystems(add func(page, state string, s web.Shell, body templ.Component), set web.Shell) {
	add("other systems", "many", set, admin.SystemsPage(sampleSystems()))
	add("other systems", "empty", set, admin.SystemsPage(admin.Systems{KeyForm: sampleSystems().KeyForm, KeyMay: sampleSystems().KeyMay, HookForm: sampleSystems().HookForm, HookGets: sampleSystems().HookGets}))
	once := sampleSystems()
	once.Secret, once.For = "gt_0123456789abcdefghijklmnopqrstuvwxyz", "The key for the office calendar."
	add("other systems", "a new key", set, admin.SystemsPage(once))
	wrong := sampleSystems()
	wrong.Wrong = admin.Wrong{Message: "That is no address of the internet.", Hint: "It begins with https://."}
	add("other systems", "error", set, admin.SystemsPage(wrong))
	add("one system", "many", set, admin.SystemPage(sampleSystem()))
	quiet := sampleSystem()
	quiet.Rows, quiet.Pager, quiet.Secret = nil, admin.Pager{}, "whsec_0123456789abcdefghijklmnopqrstuvwxyz"
	add("one system", "a new secret", set, admin.SystemPage(quiet))
	add("for programs", "many", set, admin.APIDocsPage(sampleDocs()))
	add("for programs", "empty", set, admin.APIDocsPage(apidoc.Docs{Lead: "Nothing is offered to programs here."}))
}

func sampleSystems() admin.Systems {
	return admin.Systems{
		Keys: []admin.SystemRow{{Name: "Office calendar", Text: "May read. Last used today, 9:12.", Acts: []admin.Action{{Text: "Take it back", About: "Office calendar", Href: "/settings/systems/keys/1/revoke", Post: true, Style: "quiet"}}},
			{Name: longName, Text: "May read, write. Not used yet.", Tag: admin.Tag{Text: "taken back", Tone: admin.Plain}}},
		Hooks: []admin.SystemRow{{Name: "https://desk.example.com/news/of/a/very/long/path/that/somebody/chose/for/reasons/of/their/own", Text: "Everything. The last went there today, 9:12.", Href: "/settings/systems/webhooks/1", Tag: admin.Tag{Text: "works", Tone: admin.Good}},
			{Name: "https://books.example.com/in", Text: "Introductions. 12 did not get there.", Href: "/settings/systems/webhooks/2", Tag: admin.Tag{Text: "resting", Tone: admin.Wait}}},
		KeyForm:  []admin.Input{{Name: "name", Label: "Which program it is for", Required: true}},
		KeyMay:   []admin.Input{{Name: "scope_read", Label: "see everything", Type: "tick"}, {Name: "scope_write", Label: "add and change people", Type: "tick"}, {Name: "scope_admin", Label: "begin, stop, and change settings", Type: "tick"}},
		HookForm: []admin.Input{{Name: "url", Label: "Where to", Type: "url", Required: true, Example: "https://desk.example.com/news"}, {Name: "about", Label: "What it is for"}},
		HookGets: []admin.Input{{Name: "type_yes", Label: "somebody said yes", Type: "tick"}, {Name: "type_won", Label: "an introduction was won", Type: "tick"}}}
}

func sampleSystem() admin.SystemView {
	return admin.SystemView{Title: "https://books.example.com/in", Action: "/settings/systems/webhooks/2", Tag: admin.Tag{Text: "resting", Tone: admin.Wait}, Fields: sampleSystems().HookForm, Gets: sampleSystems().HookGets,
		Acts:  []admin.Action{{Text: "Send a trial", Href: "/settings/systems/webhooks/2/test", Post: true}, {Text: "A new signing secret", Href: "/settings/systems/webhooks/2/secret", Post: true, Style: "quiet"}, {Text: "Remove", Href: "/settings/systems/webhooks/2/remove", Post: true, Style: "stop"}},
		Rows:  []admin.SystemRow{{Name: "somebody said yes", Text: "Today, 9:12. It answered: 503, try later.", Tag: admin.Tag{Text: "not there", Tone: admin.Wait}, Acts: []admin.Action{{Text: "Send again", About: "today, 9:12", Href: "/settings/systems/webhooks/2/messages/1/again", Post: true}}}, {Name: "an introduction was won", Text: "Yesterday, 17:40.", Tag: admin.Tag{Text: "there", Tone: admin.Good}}},
		Pager: admin.Pager{Later: "/settings/systems/webhooks/2?before=1"}}
}

func sampleDocs() apidoc.Docs {
	return apidoc.Docs{Lead: "What a program can do with a key, by what it is about.", Groups: []apidoc.Group{
		{Name: "contacts", Operations: []apidoc.Operation{
			{ID: "list-contacts", Method: "GET", Path: "/v1/contacts", Does: "Everybody you know, in the order of their names.", Note: "Needs a key that may read.", Takes: []apidoc.Field{{Name: "after", Kind: "text", Says: "The last id of the page before."}}, Gives: []apidoc.Field{{Name: "items[].given", Kind: "text", Needed: true}, {Name: "items[].a_very_long_name_of_a_field_that_nobody_would_choose_but_that_has_to_fit", Kind: "number", Says: "It fits all the same."}}},
			{ID: "add-contact", Method: "POST", Path: "/v1/contacts", Does: "Add somebody.", Note: "Needs a key that may write.", Takes: []apidoc.Field{{Name: "email", Kind: "text", Needed: true, Says: "An address that they gave you."}}}}},
		{Name: "plans", Operations: []apidoc.Operation{{ID: "use-plans", Method: "PUT", Path: "/v1/plans", Does: "Choose which plans are in use.", Note: "Needs a key that may change settings."}}}}}
}
