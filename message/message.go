// Package message answers one question: what exactly would this person read? It gathers the fields that words may print, judges
// words and messages (the linter), and writes footers, share texts, and the subject of a follow-up. Package words, below it,
// compiles and fills; its types are ours by alias, so that users need one import. This package refuses to know when or whether
// anything is sent, who is asked, and where facts come from.
package message

import "github.com/goodturn-app/goodturn/message/words"

// The words themselves; see package words.
type (
	Form         = words.Form
	Source       = words.Source
	Template     = words.Template
	Filled       = words.Filled
	Link         = words.Link
	Missing      = words.Missing
	MissingError = words.MissingError
	Errors       = words.Errors
	Field        = words.Field
	FieldKind    = words.FieldKind
	Group        = words.Group
	Catalogue    = words.Catalogue
	Values       = words.Values
	Money        = words.Money
	Percent      = words.Percent
)

// Shapes of a message.
const (
	Email  = words.Email
	Text   = words.Text
	Direct = words.Direct
)

// Kinds and groups of fields, as the catalogue has them.
const (
	KindText    = words.KindText
	KindLines   = words.KindLines
	KindURL     = words.KindURL
	KindDate    = words.KindDate
	KindMoney   = words.KindMoney
	KindPercent = words.KindPercent
	KindNumber  = words.KindNumber
	KindList    = words.KindList

	GroupPerson = words.GroupPerson
	GroupMarket = words.GroupMarket
	GroupValue  = words.GroupValue
	GroupRate   = words.GroupRate
	GroupLink   = words.GroupLink
	GroupOwner  = words.GroupOwner
	GroupTime   = words.GroupTime
	GroupAsk    = words.GroupAsk
)

// Compile turns a source into a template; see words.Compile.
func Compile(src Source, cat Catalogue) (*Template, error) { return words.Compile(src, cat) }

// JoinSource makes the text of a source from a subject and a body; see words.JoinSource.
func JoinSource(subject, body string) string { return words.JoinSource(subject, body) }

// SplitSource is the way back.
func SplitSource(text string) (subject, body string) { return words.SplitSource(text) }
