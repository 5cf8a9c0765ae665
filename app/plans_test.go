package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/store"
)

// A plan whose folder is not named any more is said at the start, by doctor and on the first page; named again, all is well.
func TestAPlanInUseThatIsNotHereIsSaidAtTheStartAndByDoctor(t *testing.T) {
	on(t, func(t *testing.T, h *house) {
		folder := []string{"../examples/software"}
		h.conf.Playbooks = folder
		a := h.start()
		h.write(a, func(tx *store.Tx) error {
			set, err := tx.Settings()
			if err != nil {
				return err
			}
			set.MorePacks = []string{"software"}
			if err := tx.SaveSettings(set); err != nil {
				return err
			}
			c := goodturn.Contact{Given: "Ana"}
			if err := tx.InsertContact(&c); err != nil {
				return err
			}
			e := goodturn.Enrolment{ID: tx.NewID(), ContactID: c.ID, Playbook: "software", Version: 1, AnchorKey: "a", State: goodturn.EnrolmentActive, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			_, err = tx.InsertEnrolment(&e)
			return err
		})
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		again := func(folders []string) (log string, plan app.Check) {
			var b bytes.Buffer
			h.conf.Playbooks = folders
			a := h.start(func(o *app.Options) { o.Log = app.NewLog(&b, h.conf) })
			for _, c := range a.Doctor(t.Context()) {
				if strings.HasPrefix(c.Name, "Plan") {
					plan = c
				}
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			return b.String(), plan
		}
		log, plan := again(nil)
		if n := strings.Count(log, "The plan software is in use and not here: the messages of one person wait."); n != 1 || !strings.Contains(log, "--playbook") {
			t.Errorf("said %d times:\n%s", n, log)
		}
		if plan.Name != "Plan software" || plan.State != app.CheckWrong || !strings.Contains(plan.Hint, "--playbook") {
			t.Errorf("doctor: %+v", plan)
		}
		if log, plan = again(folder); strings.Contains(log, "not here") || plan.State != app.CheckFine {
			t.Errorf("%+v\n%s", plan, log)
		}
	})
}
