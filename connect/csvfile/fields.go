package csvfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Field is what a column means to us: the right-hand side of --map "Closed On=closing_date".
type Field string

const (
	FieldNone Field = "none" // known, and not read

	FieldGiven   Field = "given"
	FieldFamily  Field = "family"
	FieldFull    Field = "full"
	FieldNick    Field = "nick"
	FieldCompany Field = "company"

	FieldEmail       Field = "email"
	FieldPhone       Field = "phone"
	FieldPhoneMobile Field = "phone_mobile"
	FieldPhoneHome   Field = "phone_home"
	FieldPhoneWork   Field = "phone_work"

	FieldSpouseName   Field = "spouse_name"
	FieldSpouseGiven  Field = "spouse_given"
	FieldSpouseFamily Field = "spouse_family"
	FieldSpouseEmail  Field = "spouse_email"
	FieldSpousePhone  Field = "spouse_phone"

	FieldMailing         Field = "mailing" // a whole address in one cell
	FieldMailingStreet   Field = "mailing_street"
	FieldMailingUnit     Field = "mailing_unit"
	FieldMailingCity     Field = "mailing_city"
	FieldMailingState    Field = "mailing_state"
	FieldMailingZIP      Field = "mailing_zip"
	FieldMailingCountry  Field = "mailing_country"
	FieldProperty        Field = "property" // the home that the deal was about, in one cell
	FieldPropertyStreet  Field = "property_street"
	FieldPropertyUnit    Field = "property_unit"
	FieldPropertyCity    Field = "property_city"
	FieldPropertyState   Field = "property_state"
	FieldPropertyZIP     Field = "property_zip"
	FieldPropertyCountry Field = "property_country"

	FieldClosingDate Field = "closing_date"
	FieldBoughtDate  Field = "bought_date" // a closing in which they bought
	FieldSoldDate    Field = "sold_date"   // a closing in which they sold
	FieldAnniversary Field = "anniversary" // an anniversary of what? asked once
	FieldLabelled    Field = "labelled"    // its meaning stands in the label column before it
	FieldSide        Field = "side"
	FieldPrice       Field = "price"
	FieldCurrency    Field = "currency"    // of price and loan, where they do not say it: CAD
	FieldLoanAmount  Field = "loan_amount" // what was borrowed at the closing
	FieldLoanRate    Field = "loan_rate"   // per cent a year
	FieldLoanTerm    Field = "loan_term"   // years, or months

	FieldTags        Field = "tags"
	FieldNotes       Field = "notes"
	FieldSource      Field = "source"
	FieldReferredBy  Field = "referred_by"
	FieldStage       Field = "stage"
	FieldAgentName   Field = "agent_name"
	FieldAgentEmail  Field = "agent_email"
	FieldExternalID  Field = "external_id"
	FieldEmailOptIn  Field = "email_optin"  // yes: may get e-mail
	FieldEmailOptOut Field = "email_optout" // yes: wants none
	FieldTextOptIn   Field = "text_optin"
	FieldTextOptOut  Field = "text_optout"
	FieldLastContact Field = "last_contact"
)

// Fields lists every field with what it means, in the order in which help shows them.
var Fields = []struct {
	Field Field
	Means string
}{
	{FieldGiven, "first name"}, {FieldFamily, "last name"}, {FieldFull, "whole name"}, {FieldNick, "name they go by"}, {FieldCompany, "company"},
	{FieldEmail, "e-mail address"}, {FieldPhone, "telephone"}, {FieldPhoneMobile, "mobile"}, {FieldPhoneHome, "home telephone"}, {FieldPhoneWork, "work telephone"},
	{FieldSpouseName, "spouse's name"}, {FieldSpouseGiven, "spouse's first name"}, {FieldSpouseFamily, "spouse's last name"}, {FieldSpouseEmail, "spouse's e-mail"}, {FieldSpousePhone, "spouse's telephone"},
	{FieldMailing, "address they live at"}, {FieldMailingStreet, "street they live in"}, {FieldMailingUnit, "flat or unit"}, {FieldMailingCity, "city"}, {FieldMailingState, "state"}, {FieldMailingZIP, "ZIP code"}, {FieldMailingCountry, "country"},
	{FieldProperty, "address of the home they closed on"}, {FieldPropertyStreet, "street of that home"}, {FieldPropertyUnit, "its unit"}, {FieldPropertyCity, "its city"}, {FieldPropertyState, "its state"}, {FieldPropertyZIP, "its ZIP code"}, {FieldPropertyCountry, "its country"},
	{FieldClosingDate, "closing date"}, {FieldBoughtDate, "date they bought"}, {FieldSoldDate, "date they sold"}, {FieldAnniversary, "an anniversary; you say of what"}, {FieldLabelled, "what its label says"}, {FieldSide, "bought, sold, rented"}, {FieldPrice, "price"}, {FieldCurrency, "currency of the price"}, {FieldLoanAmount, "loan at the closing"}, {FieldLoanRate, "interest rate of the loan"}, {FieldLoanTerm, "years or months of the loan"},
	{FieldTags, "tags"}, {FieldNotes, "notes"}, {FieldSource, "where they came from"}, {FieldReferredBy, "who referred them"}, {FieldStage, "stage or status"}, {FieldAgentName, "agent"}, {FieldAgentEmail, "agent's e-mail"}, {FieldExternalID, "id in that system"},
	{FieldEmailOptIn, "may be sent e-mail"}, {FieldEmailOptOut, "wants no e-mail"}, {FieldTextOptIn, "may be sent texts"}, {FieldTextOptOut, "wants no texts"}, {FieldLastContact, "last contact"}, {FieldNone, "not read"},
}

// Means says in words what a field is.
func (f Field) Means() string {
	for _, x := range Fields {
		if x.Field == f {
			return x.Means
		}
	}
	return string(f)
}

func (f Field) known() bool {
	return slices.ContainsFunc(Fields, func(x struct {
		Field Field
		Means string
	}) bool {
		return x.Field == f
	})
}

// isDeal says that the column holds dates of closings, or may.
func (f Field) isDeal() bool {
	switch f {
	case FieldClosingDate, FieldBoughtDate, FieldSoldDate, FieldAnniversary, FieldLabelled:
		return true
	}
	return false
}

// ParseMap reads what a person wrote behind --map: "Email Address=email,Closed On=closing_date". Quotation marks keep a comma in a
// column's name together.
func ParseMap(s string) (map[string]Field, error) {
	m := map[string]Field{}
	for _, pair := range cutPairs(s) {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		i := strings.LastIndexByte(pair, '=')
		if i <= 0 {
			return nil, goodturn.Invalid("map", fmt.Sprintf("%q does not say what the column means.", strings.TrimSpace(pair)), `Write it as "Column name=field", for example "Closed On=closing_date".`)
		}
		column := strings.Trim(strings.TrimSpace(pair[:i]), `"`)
		f := Field(strings.ToLower(strings.TrimSpace(pair[i+1:])))
		if !f.known() {
			return nil, goodturn.Invalid("map", fmt.Sprintf("There is no field %q.", f), didYouMean(string(f)))
		}
		m[column] = f
	}
	return m, nil
}

func cutPairs(s string) []string {
	var out []string
	quoted, from := false, 0
	for i := range len(s) {
		switch s[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				out = append(out, s[from:i])
				from = i + 1
			}
		}
	}
	return append(out, s[from:])
}

func didYouMean(f string) string {
	names := make([]string, 0, len(Fields))
	for _, x := range Fields {
		if strings.Contains(string(x.Field), f) && f != "" || synonyms()[key(f)] == x.Field {
			return fmt.Sprintf("Did you mean %q?", x.Field)
		}
		names = append(names, string(x.Field))
	}
	return "Choose one of: " + strings.Join(names, ", ") + "."
}
