package permit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/schedule"
)

var now = time.Date(2026, 11, 17, 15, 30, 0, 0, time.UTC)

func ago(days int) time.Time { return now.Add(-time.Duration(days) * goodturn.Day) }

func row(ch goodturn.Channel, address string, basis goodturn.ConsentBasis, at time.Time) goodturn.Consent {
	return goodturn.Consent{ID: goodturn.ID(string(basis) + address), Channel: ch, Address: address, Basis: basis, At: at}
}

func TestWrite(t *testing.T) {
	const mail, text = goodturn.ChannelEmail, goodturn.ChannelSMS
	relation := row(mail, "a@example.com", goodturn.BasisRelationship, ago(100))
	withdrawn := goodturn.Consent{Channel: mail, Address: "a@example.com", Withdrawn: true, At: ago(50)}
	ended := relation
	ended.ExpiresAt = ago(1)
	tests := []struct {
		name    string
		ground  permit.Ground
		channel goodturn.Channel
		code    goodturn.ReasonCode
	}{
		{"a client in the United States", permit.Ground{Consents: []goodturn.Consent{relation}, Regions: []string{"US-NY"}}, mail, ""},
		{"nothing on file", permit.Ground{Regions: []string{"US-NY"}}, mail, goodturn.ReasonNoConsent},
		{"no region known", permit.Ground{Consents: []goodturn.Consent{relation}}, mail, goodturn.ReasonNoConsent},
		{"every region has a say", permit.Ground{Consents: []goodturn.Consent{relation}, Regions: []string{"US-NY", "DE"}}, mail, goodturn.ReasonNoConsent},
		{"a mail consent is none for texts", permit.Ground{Consents: []goodturn.Consent{relation}, Regions: []string{"US-NY"}}, text, goodturn.ReasonNoConsent},
		{"written consent for texts", permit.Ground{Consents: []goodturn.Consent{row(text, "a@example.com", goodturn.BasisWritten, ago(9))}, Regions: []string{"US-TX"}}, text, ""},
		{"a row without an address holds for every address", permit.Ground{Consents: []goodturn.Consent{row(mail, "", goodturn.BasisExpress, ago(9))}, Regions: []string{"IE"}}, mail, ""},
		{"withdrawn", permit.Ground{Consents: []goodturn.Consent{withdrawn, relation}, Regions: []string{"US-NY"}}, mail, goodturn.ReasonNoConsent},
		{"given again since", permit.Ground{Consents: []goodturn.Consent{relation, withdrawn, row(mail, "a@example.com", goodturn.BasisExpress, ago(10))}, Regions: []string{"US-NY"}}, mail, ""},
		{"given in the future", permit.Ground{Consents: []goodturn.Consent{row(mail, "a@example.com", goodturn.BasisExpress, now.Add(time.Hour))}, Regions: []string{"US-NY"}}, mail, goodturn.ReasonNoConsent},
		{"run out", permit.Ground{Consents: []goodturn.Consent{ended}, Regions: []string{"US-NY"}}, mail, goodturn.ReasonConsentEnded},
		{"23 months after a closing in Canada", permit.Ground{Consents: []goodturn.Consent{relation}, Regions: []string{"CA-ON"}, Closing: goodturn.DateOf(now).AddMonths(-23)}, mail, ""},
		{"24 months after it", permit.Ground{Consents: []goodturn.Consent{relation}, Regions: []string{"CA-ON"}, Closing: goodturn.DateOf(now).AddMonths(-24)}, mail, goodturn.ReasonConsentEnded},
		{"inside the product", permit.Ground{Regions: []string{"US-NY"}}, goodturn.ChannelInApp, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := permit.Write(now, tt.ground, tt.channel, "a@example.com")
			if a.Code != tt.code || a.Evidence == "" {
				t.Errorf("%+v, want %q", a, tt.code)
			}
			if tt.name == "withdrawn" && !a.Withdrawn {
				t.Error("a withdrawal is more than nothing on file")
			}
		})
	}
}

func TestRowIsTheNewestThatHolds(t *testing.T) {
	rows := []goodturn.Consent{
		row(goodturn.ChannelEmail, "a@example.com", goodturn.BasisRelationship, ago(100)), row(goodturn.ChannelEmail, "a@example.com", goodturn.BasisExpress, ago(10)),
		row(goodturn.ChannelEmail, "b@example.com", goodturn.BasisWritten, ago(1)),
	}
	if r, ok := permit.Row(now, rows, goodturn.ChannelEmail, "a@example.com"); !ok || r.Basis != goodturn.BasisExpress {
		t.Errorf("%+v, %v", r, ok)
	}
	if r, ok := permit.Row(now, rows, goodturn.ChannelSMS, "a@example.com"); ok {
		t.Errorf("%+v is not about texts", r)
	}
}

func TestMailGoesByTheBestZoneAndTextsByAll(t *testing.T) {
	zones, err := schedule.LoadZones("America/New_York", "Pacific/Honolulu")
	if err != nil {
		t.Fatal(err)
	}
	regions := []string{"US-NY", "US-HI"}
	mail := permit.Opening(now, goodturn.Settings{}, zones, regions, goodturn.ChannelEmail)
	text := permit.Opening(now, goodturn.Settings{}, zones, regions, goodturn.ChannelSMS)
	if !mail.Open(now) || text.Open(now) { // half past ten in New York, half past five in Honolulu
		t.Errorf("mail %v, text %v", mail.Why(now), text.Why(now))
	}
	if at, ok := text.Next(now); !ok || at.In(zones[0]).Hour() != 14 {
		t.Errorf("texts open at %v", at)
	}
	if nowhere := permit.Opening(now, goodturn.Settings{}, nil, nil, goodturn.ChannelEmail); nowhere.Open(now) || !nowhere.Open(now.Add(4*time.Hour)) {
		t.Error("with no zone known it is open from 14:00 to 17:00 in New York alone")
	}
	holiday := time.Date(2026, 11, 26, 15, 30, 0, 0, time.UTC)
	if o := permit.Opening(holiday, goodturn.Settings{Region: "US"}, zones[:1], nil, goodturn.ChannelEmail); o.Open(holiday) {
		t.Error("with no region known the business's own holidays hold")
	}
}

func TestWhereabouts(t *testing.T) {
	zones, regions := permit.Whereabouts(
		goodturn.Contact{Zone: "Europe/Paris", Mailing: goodturn.Address{ZIP: "80202", State: "CO"}},
		[]goodturn.Home{{Property: goodturn.Address{ZIP: "10027"}}, {Property: goodturn.Address{ZIP: "96813"}, Ended: goodturn.DateOf(ago(9))}},
		[]goodturn.Identity{{Kind: goodturn.IdentityPhone, Value: "+13055550123"}, {Kind: goodturn.IdentityEmail, Value: "a@example.com"}},
	)
	var names []string
	for _, z := range zones {
		names = append(names, z.String())
	}
	if got := strings.Join(names, " "); got != "America/New_York America/Denver Europe/Paris" {
		t.Errorf("zones %s", got)
	}
	if got := strings.Join(regions, " "); got != "US-NY US-CO US-FL" {
		t.Errorf("regions %s", got)
	}
	if zones, regions := permit.Whereabouts(goodturn.Contact{}, nil, nil); len(zones) > 0 || len(regions) > 0 {
		t.Errorf("nothing known gives %v %v", zones, regions)
	}
	if _, regions := permit.Whereabouts(goodturn.Contact{Region: "IE"}, nil, nil); len(regions) != 1 || regions[0] != "IE" {
		t.Errorf("a region that somebody declared gives %v", regions)
	}
}
