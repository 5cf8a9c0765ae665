// Package journey goes the whole way with somebody who gets something for an introduction: the ask that says so, the yes, the friend's form,
// the owner's pages, what is owed and what was given. The tests are all there is.
package journey
