// Package goodturn is the vocabulary of Goodturn: every noun that the rest of the program speaks of, and nothing that does anything.
//
// The flow in one sentence: events about people come in, a playbook turns them into planned touches, a pure judgement decides at
// the last moment whether each touch may go, a channel carries it, and whatever happens next comes back in as an event.
//
// Reading order: contact.go and closing.go (whom and why), step.go and touch.go (what and when), decision.go and reason.go
// (may it go), ask.go and answer.go (what they said), settings.go (what the owner chose).
package goodturn
