package schedule

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
)

// TZVersion is the release of the IANA time zone database inside the binary. It is recorded with each plan, because a
// country may change its clocks between planning and sending.
const TZVersion = "2026f"

// zoneZip holds the compiled zones, so that a plan never depends on what the machine happens to have installed.
//
//go:embed zonedata/zoneinfo.zip
var zoneZip string

type zoneFile struct {
	file *zip.File
	load func() (*time.Location, error)
}

var zones = sync.OnceValue(func() map[string]zoneFile {
	m := map[string]zoneFile{}
	r, err := zip.NewReader(strings.NewReader(zoneZip), int64(len(zoneZip)))
	if err != nil {
		panic(fmt.Errorf("read the embedded time zones: %w", err)) // the build itself is broken
	}
	for _, f := range r.File {
		m[f.Name] = zoneFile{f, sync.OnceValues(func() (*time.Location, error) {
			b, err := unzip(f)
			if err != nil {
				return nil, err
			}
			return time.LoadLocationFromTZData(f.Name, b)
		})}
	}
	return m
})

func unzip(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open time zone %s: %w", f.Name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read time zone %s: %w", f.Name, err)
	}
	return b, nil
}

var noZone = goodturn.Invalid("zone", `There is no time zone "".`, zoneHint(""))

// LoadZone gives the zone with an IANA name such as America/New_York, from the database inside the binary. Asking again is
// cheap and gives the same pointer. "" and "Local" are no zones: a zone that nobody knows must stay unknown.
func LoadZone(name string) (*time.Location, error) {
	if name == "" { // asked for everybody whose zone is not known: it may cost no look through all names
		return nil, noZone
	}
	z, ok := zones()[name]
	if !ok {
		return nil, goodturn.Invalid("zone", fmt.Sprintf("There is no time zone %q.", name), zoneHint(name))
	}
	return z.load()
}

// KnowsZone reports whether LoadZone would find the name.
func KnowsZone(name string) bool { _, ok := zones()[name]; return ok }

// LoadZones is LoadZone for each name, in order, without repeats.
func LoadZones(names ...string) ([]*time.Location, error) {
	var locs []*time.Location
	for _, n := range names {
		loc, err := LoadZone(n)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(locs, loc) {
			locs = append(locs, loc)
		}
	}
	return locs, nil
}

func zoneHint(name string) string {
	tail := strings.ToLower(strings.ReplaceAll(name, " ", "_"))
	for _, n := range ZoneNames() {
		l := strings.ToLower(n)
		if l == tail || tail != "" && strings.HasSuffix(l, "/"+tail) {
			return fmt.Sprintf("Did you mean %s?", n)
		}
	}
	return "Write an IANA name such as America/New_York or Europe/Berlin."
}

// ZoneNames lists every name that LoadZone knows, old spellings too, sorted.
func ZoneNames() []string {
	names := make([]string, 0, len(zones()))
	for n := range zones() {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// ZoneFile gives the compiled TZif file of a zone, so that another program can be held against the very same rules.
func ZoneFile(name string) ([]byte, error) {
	z, ok := zones()[name]
	if !ok {
		return nil, goodturn.NotFound("time zone " + name)
	}
	return unzip(z.file)
}
