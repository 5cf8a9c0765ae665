package decide_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws more cases than rapid's 100: most random lives are held back for one reason or another, and what is tested is
// what happens at the few that are not. -rapid.checks still says otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("4000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
