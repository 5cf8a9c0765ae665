// Package storytest renders the storybook without a browser and holds every page against the rules that need none: size, words
// that never appear, markup that the headers would refuse. What needs a browser is in test/browser.
package storytest
