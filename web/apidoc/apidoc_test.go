package apidoc_test

import (
	"os"
	"testing"

	"github.com/goodturn-app/goodturn/web/apidoc"
)

func TestThePageForOtherProgramsShowsEveryOperationOfTheDocument(t *testing.T) {
	v, err := apidoc.Read(func() []byte {
		b, err := os.ReadFile("../../docs/openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]apidoc.Operation{}
	for _, g := range v.Groups {
		for _, o := range g.Operations {
			found[o.ID] = o
		}
	}
	if len(found) < 100 {
		t.Errorf("%d operations", len(found))
	}
	ask := found["add-requests"]
	if ask.Method != "POST" || ask.Path != "/v1/requests" || len(ask.Takes) == 0 || len(ask.Gives) == 0 || ask.Does == "" {
		t.Errorf("%+v", ask)
	}
}
