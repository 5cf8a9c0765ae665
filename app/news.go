package app

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
)

// openNews makes the client that brings news to other systems. From a demo nothing leaves.
func (a *App) openNews() error {
	if a.Options.Catcher != nil {
		return nil
	}
	allow, err := webhook.ParseAllowed(a.Config.WebhookAllow)
	if err != nil {
		return err
	}
	a.hooks = webhook.NewClient(&webhook.Guard{Allow: allow, Log: a.Log}, a.Options.HooksTLS)
	return nil
}

// hookSeal seals signing secrets of webhooks; the prefix keeps them apart from users' mailbox passwords.
type hookSeal Seal

func (s hookSeal) Seal(endpoint goodturn.ID, secret string) ([]byte, error) {
	return Seal(s).Seal("webhook "+endpoint, secret)
}

func (s hookSeal) Open(endpoint goodturn.ID, sealed []byte) (string, error) {
	return Seal(s).Open("webhook "+endpoint, sealed)
}
