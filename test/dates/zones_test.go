package dates_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/schedule"
)

// batch is one zone's wall-clock times, as seconds read in UTC.
type batch struct {
	zone  string
	loc   *time.Location
	walls []int64
}

// probes gives wall-clock times around every change of offset from 2000 to 2037, read with the old and with the new offset,
// and in the middle of it, and a weekly grid at changing hours that would notice a change nobody enumerated.
func probes(t *testing.T) (batches []batch, changes int) {
	t.Helper()
	from, to := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range schedule.ZoneNames() {
		loc, err := schedule.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		b := batch{zone: name, loc: loc}
		for at := from.In(loc); ; {
			_, before := at.Zone()
			_, end := at.ZoneBounds()
			if end.IsZero() || !end.Before(to) {
				break
			}
			if !end.After(at) {
				at = at.Add(24 * time.Hour) // time.ZoneBounds errs on the last day of a leap year
				continue
			}
			_, after := end.Zone()
			if before == after {
				at = end
				continue
			}
			changes++
			for _, base := range []int64{end.Unix() + int64(before), end.Unix() + int64(after), end.Unix() + int64(before+after)/2} {
				for _, d := range []int64{-1800, -1, 0, 1, 1800} {
					b.walls = append(b.walls, base+d)
				}
			}
			at = end
		}
		hours := int64(0)
		for wall := from.Unix(); wall < to.Unix(); wall += 7 * 86400 {
			hours = (hours + 5) % 24
			b.walls = append(b.walls, wall+hours*3600+1830)
		}
		batches = append(batches, b)
	}
	return batches, changes
}

// fold0 asks Python's zoneinfo, reading the very zone files that are inside the binary.
func fold0(t *testing.T, batches []batch) [][]int64 {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("python3 is needed as the second opinion on time zones: apt-get install python3 (3.9 or newer, with zoneinfo): %v", err)
	}
	dir := t.TempDir()
	var in bytes.Buffer
	for _, b := range batches {
		file, err := schedule.ZoneFile(b.zone)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(b.zone))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&in, "%s\n%d\n", b.zone, len(b.walls))
		if err := binary.Write(&in, binary.LittleEndian, b.walls); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(python, filepath.Join("testdata", "fold0.py"), dir)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = &in, &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ask zoneinfo: %v\n%s", err, stderr.Bytes())
	}
	answers, r := make([][]int64, len(batches)), bytes.NewReader(out)
	for i, b := range batches {
		answers[i] = make([]int64, len(b.walls))
		if err := binary.Read(r, binary.LittleEndian, answers[i]); err != nil {
			t.Fatalf("read zoneinfo's answer for %s: %v", b.zone, err)
		}
	}
	return answers
}

func TestLocalTimesAroundEveryChangeOfClocksAgreeWithZoneinfo(t *testing.T) {
	batches, changes := probes(t)
	if len(batches) < 590 || changes < 15000 {
		t.Fatalf("only %d zones and %d changes: the zone files are not whole", len(batches), changes)
	}
	answers := fold0(t, batches)
	total, naive, wrong := 0, 0, 0
	for i, b := range batches {
		for j, wall := range b.walls {
			total++
			w := time.Unix(wall, 0).UTC()
			if got := schedule.FromWall(w, b.loc); got.Unix() != answers[i][j] {
				if wrong++; wrong <= 10 {
					t.Errorf("%s at %s: got %s, zoneinfo says %s", b.zone, w.Format(time.DateTime), got.UTC().Format(time.DateTime), time.Unix(answers[i][j], 0).UTC().Format(time.DateTime))
				}
			}
			if time.Date(w.Year(), w.Month(), w.Day(), w.Hour(), w.Minute(), w.Second(), 0, b.loc).Unix() != answers[i][j] {
				naive++
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d disagree", wrong, total)
	}
	// If time.Date passed here, the probes would prove nothing.
	if naive == 0 {
		t.Error("time.Date agrees with zoneinfo everywhere: the probes miss the skipped times")
	}
	t.Logf("tzdb %s: %d zones, %d changes, %d times; time.Date would be wrong on %d", schedule.TZVersion, len(batches), changes, total, naive)
}
