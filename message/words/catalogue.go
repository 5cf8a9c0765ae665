package words

// FieldKind says what a field holds, and so which functions take it and how it is written.
type FieldKind string

const (
	KindText    FieldKind = "text"
	KindLines   FieldKind = "lines" // text whose line breaks are kept, such as a sign-off
	KindURL     FieldKind = "url"   // https, or mailto in reply mode; the only kind that a link may lead to
	KindDate    FieldKind = "date"
	KindMoney   FieldKind = "money"
	KindPercent FieldKind = "percent"
	KindNumber  FieldKind = "number"
	KindList    FieldKind = "list"
	kindBool    FieldKind = "yes or no" // only conditions have it
)

// Group says what a field talks about. The linter keeps some groups apart: no home value beside a favour.
type Group string

const (
	GroupPerson Group = "person" // their name, home and story
	GroupMarket Group = "market" // figures about an area
	GroupValue  Group = "value"  // what a home is worth or did
	GroupRate   Group = "rate"
	GroupLink   Group = "link"
	GroupOwner  Group = "owner" // the sender
	GroupTime   Group = "time"
	GroupAsk    Group = "ask"
)

// Field is one word that templates may print.
type Field struct {
	Name    string // flat snake_case: home_street
	Meaning string // one line for the person who edits words
	Kind    FieldKind
	Example any    // a Value of that kind, used in previews of words without a person
	Group   Group  //
	Pack    string // pack that has it; empty: every pack
	From    string // where the value comes from, in words
	Fact    bool   // it says something of this very person that can prompt an ask
}

// Catalogue is the set of fields that a pack's words may use.
type Catalogue struct {
	byName map[string]Field
	order  []string
}

// NewCatalogue makes a catalogue; a later field of the same name replaces the earlier one.
func NewCatalogue(fields ...Field) Catalogue {
	c := Catalogue{byName: make(map[string]Field, len(fields))}
	for _, f := range fields {
		if _, ok := c.byName[f.Name]; !ok {
			c.order = append(c.order, f.Name)
		}
		c.byName[f.Name] = f
	}
	return c
}

// Field finds a field by name.
func (c Catalogue) Field(name string) (Field, bool) {
	f, ok := c.byName[name]
	return f, ok
}

// Fields lists all fields in the order of the catalogue, for the editor's side panel.
func (c Catalogue) Fields() []Field {
	out := make([]Field, len(c.order))
	for i, n := range c.order {
		out[i] = c.byName[n]
	}
	return out
}

// Examples gives every field its example value: the person nobody is.
func (c Catalogue) Examples() Values {
	v := make(Values, len(c.order))
	for _, n := range c.order {
		if e := c.byName[n].Example; e != nil {
			v[n] = e
		}
	}
	return v
}

// nearest is the name that somebody probably meant, or "".
func (c Catalogue) nearest(name string) string { return nearest(name, c.order) }
