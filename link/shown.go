package link

import "regexp"

var theirs = regexp.MustCompile(`(https?://[^\s<>"]+/[a-z]/)[A-Za-z0-9_-]{40,}`)

// Shown is a text whose answer links lead nowhere any more: what one person shows to another must not answer in their name.
func Shown(text string) string { return theirs.ReplaceAllString(text, "${1}...") }
