package message

// The words of messages that belong to no plan. They say nothing that is not true for everybody who may get them, and hold nothing that
// somebody else has typed but a greeting that reads as a name.

// NoteLetter brings an advocate the note that they may forward.
func NoteLetter() (subject, body string) {
	return "The note to pass on", "{{.owner_greeting}}{{if .greeting}} {{.greeting}}{{end}},\n\n" +
		"Thank you. Here is the note, to pass on if and when you like. Change any word; nothing is sent for you.\n\n" +
		"{{.share_note}}\n\n{{.sign_off}}\n"
}

// FriendLetter is the one confirmation to a friend who asked to be contacted.
func FriendLetter() (subject, body string) {
	return "Thank you for getting in touch", "Hello{{if .greeting}} {{.greeting}}{{end}},\n\n" +
		"Thank you for getting in touch. I have your message and answer it myself{{if .owner_phone}}; if it suits you better, you reach me at {{.owner_phone}}{{end}}.\n\n" +
		"This is the only message that comes by itself. If it was not you who wrote, or you have changed your mind, [say so here]({{.friend_url}}) and nothing more comes of it.\n\n{{.sign_off}}\n"
}
