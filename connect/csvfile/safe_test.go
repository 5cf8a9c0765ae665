package csvfile

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A spreadsheet in a country where decimals have a comma splits lines at semicolons and takes no notice of quotes in the middle of a field:
// whichever way a line is split, no piece of it is a formula, and the value comes back as it was.
func TestNoCellRunsHoweverALineIsSplit(t *testing.T) {
	piece := rapid.SampledFrom([]string{"=", "+", "-", "@", "＝", "＠", "'", "''", " ", "\t", "\r", "\n", ";", ",", "\"", "|", "\u00a0", "\u200b", "\ufeff", "cmd|' /c calc'!A0", "Ana", "1", "é"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		safe := Safe(s)
		if got := Plain(safe); got != s {
			t.Fatalf("%q became %q and came back as %q", s, safe, got)
		}
		var file strings.Builder
		w := csv.NewWriter(&file)
		if err := w.Write([]string{"a", safe, "b"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		line := strings.TrimSuffix(file.String(), "\n")
		for _, cell := range append(strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' || r == '\t' }), safe) {
			c := strings.TrimLeft(cell, " \"\u00a0\u200b\ufeff")
			for _, bad := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
				if strings.HasPrefix(c, bad) {
					t.Fatalf("%q has the cell %q", line, cell)
				}
			}
		}
	})
}

func TestAnApostropheOfOnesOwnStays(t *testing.T) {
	for s, want := range map[string]string{
		"'t Hooft": "'t Hooft", "'=1": "''=1", "=1": "'=1", " +1": "' +1", "Ana; =1": "Ana;' =1", "one\n- two\n- three": "one\n'- two\n'- three", "2026-06-20": "2026-06-20", "a-b": "a-b", "": "", "-": "'-", "x\x00=": "x=", "\t": "'\t",
	} {
		if got := Safe(s); got != want {
			t.Errorf("%q is written %q, want %q", s, got, want)
		}
	}
}
