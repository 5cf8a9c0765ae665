package admin

import (
	"context"
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/tempo"
)

// tempos are the three answers to the one question that sets every distance.
var tempos = []struct {
	tempo      goodturn.Tempo
	text, note string
}{
	{goodturn.Careful, "Careful", "the first ask after half a year"},
	{goodturn.Usual, "Usual", "the first ask after 90 days"},
	{goodturn.Warm, "Warm", "the first ask after 60 days"},
}

func (a *admin) tempo(w http.ResponseWriter, r *http.Request) error {
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	pick := Question{Name: "tempo", Text: "How soon to ask", Note: "Nobody is ever asked twice within 90 days, whatever you choose."}
	for _, t := range tempos {
		o := Option{Value: string(t.tempo), Text: t.text, Note: t.note, Chosen: t.tempo == set.Tempo}
		if !o.Chosen {
			c, err := a.Tempo.Look(r.Context(), tempo.Choice{Tempo: t.tempo})
			if err != nil {
				return err
			}
			o.Note += ": " + tempoEffect(c.Added, c.Removed, c.Moved, c.All)
		}
		pick.Options = append(pick.Options, o)
	}
	return a.showForm(w, r, SettingsForm{Title: "How soon to ask", Lead: "It moves what has not left. What has left stays as it is.", Action: "/settings/tempo", Picks: []Question{pick}})
}

// tempoEffect says what another tempo does.
func tempoEffect(added, removed, moved int, all bool) string {
	s := "nothing that is planned changes"
	switch {
	case added > 0 && removed > 0:
		s = count(added, "ask more", "asks more") + " and " + thousands(removed) + " fewer"
	case added > 0:
		s = count(added, "ask more", "asks more")
	case removed > 0:
		s = count(removed, "ask fewer", "asks fewer")
	case moved > 0:
		s = "no ask more or fewer"
	}
	if moved > 0 {
		s += ", " + count(moved, "message moves", "messages move")
	}
	if !all {
		s += ", among those looked at"
	}
	return s
}

func (a *admin) tempoPost(w http.ResponseWriter, r *http.Request) error {
	chosen := goodturn.Tempo(formValue(r, "tempo"))
	for _, t := range tempos {
		if t.tempo != chosen {
			continue
		}
		if err := a.behind(r.Context(), "tempo", func(ctx context.Context) error { return a.Tempo.SetTempo(ctx, chosen) }); err != nil {
			return err
		}
		return a.done(w, "/settings", tempoNow(chosen)+" The plan follows.")
	}
	return goodturn.Invalid("tempo", "Choose one of the three.", "Go back and tap one of them.")
}
