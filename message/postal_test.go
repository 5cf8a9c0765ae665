package message

import (
	"strings"
	"testing"
)

func TestAPostalAddressInLinesStandsOnOneWithCommas(t *testing.T) {
	for name, c := range map[string]struct{ typed, below string }{
		"one line stays as it is":           {"1 Main Street, Springfield, IL 62701", "1 Main Street, Springfield, IL 62701"},
		"two lines get a comma":             {"1 Main Street\nSpringfield, IL 62701", "1 Main Street, Springfield, IL 62701"},
		"a comma that is there is enough":   {"1 Main Street,\r\nSpringfield, IL 62701\n", "1 Main Street, Springfield, IL 62701"},
		"an empty line between them is not": {"PO Box 12\n\n  Springfield, IL 62701 ", "PO Box 12, Springfield, IL 62701"},
	} {
		a := aboutAnna()
		a.Settings.PostalAddress = c.typed
		foot := Footer(a, Email)
		if !strings.HasSuffix(foot.Text, ", "+c.below) || !strings.Contains(foot.HTML, c.below) {
			t.Errorf("%s: %q", name, foot.Text)
		}
	}
}

func TestAnAddressThatNoLetterCanCarryIsRefusedWhereItIsGiven(t *testing.T) {
	for _, typed := range []string{"", " ", "NY", `1 Main Street\nSpringfield, IL`, "1 Main Street | Springfield, IL", "<b>1 Main Street</b>, Springfield", "dana@example.com, Springfield", "see https://example.com", "...", strings.Repeat("1 Main Street, ", 30)} {
		a := aboutAnna()
		a.Settings.PostalAddress = typed
		if err := CheckPostal("postal", typed); err == nil {
			t.Errorf("%q is taken and gives %q", typed, Footer(a, Email).Text)
		}
	}
	for _, typed := range []string{"PO Box 12, Rye, NY", "1 Main Street\nSpringfield, IL 62701", "Hauptstraße 5, 10115 Berlin"} {
		if err := CheckPostal("postal", typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
