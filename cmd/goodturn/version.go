package main

import "runtime/debug"

type versionCommand struct{}

// Run prints one line that names this build exactly.
func (versionCommand) Run(s *session) error {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, set := range info.Settings {
			if set.Key == "vcs.revision" && version == "dev" {
				v += " " + set.Value[:min(12, len(set.Value))]
			}
		}
		v += " " + info.GoVersion
	}
	s.say("goodturn %s", v)
	return nil
}
