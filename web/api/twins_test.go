package api

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/web/admin"
)

// twins is the operation that does what a form of the owner's pages does. "-" with a reason: there is none, and why.
var twins = map[string]string{
	"POST /login": "- a program has a key", "POST /login/passkey/ask": "- a program has a key", "POST /login/passkey": "- a program has a key", "POST /welcome/{token}": "- a person sets their password",
	"POST /logout": "- a program has no session", "POST /sessions/{id}/end": "- sessions are browsers'; keys have revoke-key", "POST /settings/password": "- a password is its person's own",
	"POST /settings/passkeys/ask": "- a passkey is in its person's device", "POST /settings/passkeys": "- a passkey is in its person's device", "POST /settings/passkeys/{id}/remove": "- a passkey is its person's own",
	"POST /pause": "pause", "POST /resume": "resume", "POST /observe": "observe", "POST /live": "go-live", "POST /stopped": "reconcile",
	"POST /start/plans": "use-plans", "POST /settings/plans": "use-plans", "POST /start/file": "read-import", "POST /start/report": "answer-import apply-import", "POST /start/year": "change-settings", "POST /start/voice": "change-voice", "POST /start/voice/preview": "change-voice",
	"POST /start/address": "change-settings", "POST /start/mailbox": "connect-mailbox test-mailbox", "POST /start/mailbox/{did}": "settle-mailbox",
	"POST /import": "read-import", "POST /import/{id}": "answer-import apply-import", "POST /import/{id}/undo": "undo-import",
	"POST /settings/voice": "change-voice", "POST /settings/voice/preview": "change-voice", "POST /settings/mailbox": "connect-mailbox test-mailbox", "POST /settings/mailbox/{did}": "settle-mailbox",
	"POST /settings/address": "change-settings", "POST /settings/tempo": "change-settings", "POST /settings/days": "change-settings", "POST /settings/reviews": "change-voice", "POST /settings/market": "change-settings",
	"POST /settings/public": "change-settings", "POST /settings/people": "invite-user", "POST /settings/people/{id}/link": "new-login-link", "POST /settings/people/{id}/leave": "user-leaves", "POST /settings/people/{id}/back": "user-is-back",
	"POST /tasks/{id}": "settle-task", "POST /people": "add-contact", "POST /people/{id}/told": "tell", "POST /people/{id}/life": "note-life", "POST /people/{id}/note": "change-contact",
	"POST /people/{id}/leave-out": "leave-out", "POST /people/{id}/take-in": "take-in", "POST /people/{id}/hello": "hello-now", "POST /people/{id}/ask": "ask-now", "POST /people/{id}/edit": "change-contact",
	"POST /people/{id}/deals/{deal}": "add-closing change-closing", "POST /people/{id}/merge": "merge-contacts", "POST /people/{id}/split": "split-contact", "POST /people/{id}/part": "part-contact", "POST /people/{id}/unpart": "unpart-contact", "POST /people/{id}/household": "join-household",
	"POST /people/{id}/household/leave": "leave-household", "POST /people/{id}/erase": "erase-contact", "POST /tempo": "preview-tempo", "POST /year/days": "set-days use-days-version", "POST /people/{id}/days": "set-contact-days",
	"POST /messages/approve": "approve-messages", "POST /messages/take-back": "take-back-messages", "POST /messages/{id}/approve": "approve-messages", "POST /messages/{id}/take-back": "take-back-messages",
	"POST /messages/{id}/skip": "skip-message", "POST /messages/{id}/edit": "edit-message", "POST /messages/{id}/revert": "revert-message", "POST /messages/{id}/preview": "edit-message",
	"POST /messages/{id}/arrived": "settle-message", "POST /messages/{id}/lost": "settle-message", "POST /steps/{step}": "set-step-auto", "POST /words/{step}": "save-words", "POST /words/{step}/preview": "preview-words",
	"POST /introductions": "add-referral", "POST /introductions/{id}": "move-referral",
	"POST /introductions/came-by": "add-came-by", "POST /claims/{id}": "settle-claim", "POST /introductions/{id}/edit": "change-referral", "POST /introductions/{id}/sender": "set-sender", "POST /people/{id}/own-deal": "add-own-deal", "POST /people/{id}/shown/remove": "take-down-shown", "POST /people/{id}/link/end": "end-share-link",
	"POST /requests": "add-requests", "POST /requests/new": "add-requests", "POST /requests/card": "read-import apply-import", "POST /requests/plan": "use-professional-plan", "POST /requests/{id}": "settle-request", "POST /people/{id}/giving": "add-favour", "POST /people/{id}/known": "keep-in-touch",
	"POST /rewards/set": "set-reward-programme", "POST /rewards/look/{id}": "settle-reward-look", "POST /rewards/give": "give-reward", "POST /rewards/people/{id}": "set-payee", "POST /rewards/codes": "add-reward-codes",
	"POST /settings/systems/keys": "make-key", "POST /settings/systems/keys/{id}/revoke": "revoke-key", "POST /settings/systems/webhooks": "add-webhook", "POST /settings/systems/webhooks/{id}": "change-webhook",
	"POST /settings/systems/webhooks/{id}/remove": "remove-webhook", "POST /settings/systems/webhooks/{id}/secret": "change-webhook-secret", "POST /settings/systems/webhooks/{id}/test": "test-webhook",
	"POST /settings/systems/webhooks/{id}/again": "resend-webhook-failed", "POST /settings/systems/webhooks/{id}/messages/{message}/again": "resend-webhook-message",
}

func TestEveryPageActionHasATwinInTheAPI(t *testing.T) {
	ops := Operations()
	actions := admin.Actions()
	if len(actions) < 60 {
		t.Fatalf("only %d actions were found", len(actions))
	}
	for _, a := range actions {
		twin, ok := twins[a]
		switch {
		case !ok:
			t.Errorf("%s: the pages can do it and the API cannot; add an operation to web/api and name it here", a)
		case strings.HasPrefix(twin, "- "):
			if len(twin) < 12 {
				t.Errorf("%s has no twin and no reason", a)
			}
		default:
			for _, id := range strings.Fields(twin) {
				if ops[id] == "" {
					t.Errorf("%s: there is no operation %s", a, id)
				}
			}
		}
	}
	for a := range twins {
		if !slices.Contains(actions, a) {
			t.Errorf("%s is in the table, and no page has it", a)
		}
	}
}

// Whoever only prepares lets nothing leave, whichever way they come.
func TestThePagesAndTheAPILetTheSameThingsGo(t *testing.T) {
	ops := Begins()
	if len(ops) < 6 {
		t.Fatalf("only %v let messages leave", ops)
	}
	for page, twin := range twins {
		lets := slices.ContainsFunc(strings.Fields(twin), func(id string) bool { return slices.Contains(ops, id) })
		if admin.Begins(page) != lets {
			t.Errorf("%s lets messages leave: %t, and its twin %s: %t", page, admin.Begins(page), twin, lets)
		}
	}
}

func TestTheDocumentSaysWhatEveryOperationNeeds(t *testing.T) {
	x := build(Deps{})
	seen := map[string]bool{}
	path := regexp.MustCompile(`^/v1/[a-z0-9/{}-]+$`)
	for at, item := range x.api.OpenAPI().Paths {
		if !path.MatchString(at) {
			t.Errorf("%s is no path of ours", at)
		}
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			_ = op
			known, ok := x.ops[method+" "+at]
			if ok {
				seen[method+" "+at] = true
				if known.scope == "" {
					t.Errorf("%s %s has no scope", method, at)
				}
				if method == "GET" && known.scope != "read" && known.scope != "admin" || method != "GET" && known.scope == "read" && !strings.Contains(at, "preview") {
					t.Errorf("%s %s has the scope %s", method, at, known.scope)
				}
			}
		}
	}
	if len(seen) != len(x.ops) || len(Operations()) != len(x.ops) {
		t.Errorf("%d operations at the door, %d in the document, %d found", len(x.ops), len(Operations()), len(seen))
	}
	for name := range x.api.OpenAPI().Components.Schemas.Map() { // what OpenAPI takes for a name, so that programs can be made from the document
		if !regexp.MustCompile(`^[a-zA-Z0-9._-]+$`).MatchString(name) {
			t.Errorf("%q is no name of a schema", name)
		}
	}
	b, err := Document()
	if err != nil || !strings.Contains(string(b), `"openapi": "3.1.0"`) {
		t.Errorf("%.200s %v", b, err)
	}
	for _, inner := range []string{`"Misses"`, `"Corner"`} { // where a friend's form came from is for the look at odd introductions alone
		if strings.Contains(string(b), inner) {
			t.Errorf("the document has %s", inner)
		}
	}
}
