package rewards

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// What the log of looks calls the two moments at which a device is told.
const (
	acted  = "acted"  // an advocate did something on their page
	formed = "formed" // a friend sent the form
)

// LogDevice notes from which device somebody acted on the page of an ask, as nobody can read back and for store.KeepDevices. An ask that
// promises no reward leaves no trace: there is nothing to gain, and nobody looks.
func LogDevice(tx *store.Tx, ask goodturn.ID, device string) error {
	_, promised, err := PromiseOf(tx, ask)
	if err != nil || !promised || device == "" {
		return err
	}
	a, err := tx.Ask(ask)
	if err != nil {
		return err
	}
	return tx.AppendFetches(store.Fetch{Link: acted, RefID: tx.DeviceOf(a.ContactID, device), Verdict: "human"})
}

// FormFrom writes into an introduction what its friend's form says by the device it came from, and notes the form for the next one. An ask
// that promises no reward leaves both as they are.
func FormFrom(tx *store.Tx, r *goodturn.Referral, device string) error {
	_, promised, err := PromiseOf(tx, r.AskID)
	if err != nil || !promised || device == "" {
		return err
	}
	of := tx.DeviceOf(r.ReferrerID, device)
	looks, err := tx.Fetches(of)
	if err != nil {
		return err
	}
	r.Device = 1
	for _, l := range looks {
		switch {
		case tx.Now().Sub(l.At) >= store.KeepDevices:
		case l.Link == acted:
			r.SameDevice = true
		case l.Link == formed:
			r.Device++
		}
	}
	return tx.AppendFetches(store.Fetch{Link: formed, RefID: of, Verdict: "human"})
}
