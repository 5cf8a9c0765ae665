package view_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/view"
)

func TestTheLedgerHasALineForEveryTouchWithWhatBecameOfIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	w.Until(time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC))
	var b bytes.Buffer
	if err := view.New(w.P).WriteLedger(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	fields := []string{"contact", "household", "playbook", "step", "kind", "state", "channel", "anchor", "due_at", "decided_at", "sent_at", "zone", "sent_local", "reasons"}
	sent := 0
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err, line)
		}
		for _, f := range fields {
			if _, ok := l[f]; !ok {
				t.Fatalf("%q is missing in %s", f, line)
			}
		}
		if l["household"] != nil || l["anchor"] != "2026-01-05" || l["zone"] != "America/New_York" {
			t.Fatal(line)
		}
		if l["state"] != "sent" {
			if l["sent_at"] != nil || l["sent_local"] != nil {
				t.Errorf("not sent, and yet a time: %s", line)
			}
			continue
		}
		sent++
		at, err := time.Parse("2006-01-02T15:04:05.000Z", l["sent_at"].(string))
		if err != nil {
			t.Fatal(err)
		}
		local, err := time.Parse("2006-01-02T15:04:05.000-07:00", l["sent_local"].(string))
		if err != nil || !local.Equal(at) || local.Hour() < 8 || local.Hour() > 20 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if sent == 0 {
		t.Fatal("nothing was sent, so nothing was looked at")
	}
	if got := view.LedgerLineOf(goodturn.Touch{}); got.DueAt != nil || got.Channel != nil || got.Household != nil || got.Reasons == nil {
		t.Errorf("%+v", got)
	}
}
