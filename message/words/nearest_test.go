package words

import "testing"

func TestMisspellingsAreRecognised(t *testing.T) {
	names := []string{"greeting", "first_name", "home_street", "yes_url"}
	for in, want := range map[string]string{"greting": "greeting", "frist_name": "first_name", "firstname": "first_name", "home_stret": "home_street", "url": "", "zzz": "", "": ""} {
		if got := nearest(in, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", in, got, want)
		}
	}
}
