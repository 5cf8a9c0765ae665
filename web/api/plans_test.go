package api

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

func TestPlansAreChosenByAPIOnceTheirEffectWasAskedFor(t *testing.T) {
	o := newOffice(t)
	pack, err := playbook.Library("professional")
	if err != nil {
		t.Fatal(err)
	}
	o.p.Library["professional"] = pack
	packs := func() (out []string) {
		o.write(func(tx *store.Tx) error {
			s, err := tx.Settings()
			out = s.WithDefaults().Packs()
			return err
		})
		return out
	}
	if r := o.send("GET", "/v1/plans", ""); r.Code != 200 || !strings.Contains(r.Body.String(), `"in_use":true`) || !strings.Contains(r.Body.String(), "Everybody with a closing comes into it.") {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if r := o.send("PUT", "/v1/plans?preview=true", `{"plans":["professional"]}`); r.Code != 200 || !strings.Contains(r.Body.String(), "goes out of use") {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if got := packs(); len(got) != 1 || got[0] != "real-estate" {
		t.Errorf("a look changed %v", got)
	}
	if r := o.send("PUT", "/v1/plans", `{"plans":["gardening"]}`); r.Code != 422 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if r := o.send("PUT", "/v1/plans", `{"plans":["real-estate","professional"]}`); r.Code != 200 {
		t.Errorf("%d %s", r.Code, r.Body)
	}
	if got := strings.Join(packs(), " "); got != "real-estate professional" {
		t.Error(got)
	}
	o.write(func(tx *store.Tx) error {
		u, err := tx.User(o.owner.ID)
		if err != nil {
			return err
		}
		u.Role = goodturn.RoleAgent
		return tx.UpdateUser(u)
	})
	if r := o.send("PUT", "/v1/plans", `{"plans":["professional"]}`); r.Code != 403 {
		t.Errorf("an agent chose the plans: %d %s", r.Code, r.Body)
	}
}
