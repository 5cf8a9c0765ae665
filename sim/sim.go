// Package sim answers one question: what would happen? It runs the very engine that sends (packages program, store and all below)
// on a clock that jumps from one due instant to the next, with a channel that keeps what it is given. A preview (`plan`) is a run
// in which nobody answers, a simulation one in which people answer at published rates, the demo's past year and the stories of a
// pack are runs with a script, and the tests are runs in which everything that can go wrong does.
//
// It refuses to judge, to plan and to word anything: whatever comes out of it, package program said it. It never touches the
// database it copies from, and it never waits: real time means nothing here.
//
// Reading order: clock.go and world.go (the engine on a virtual clock), copy.go (a workspace into a world), plan.go and
// plan_write.go (the coming year), people.go and simulate.go (answers and what may come of them), chart.go, town.go and
// replay.go (the demo), story.go (stories of a pack).
package sim
