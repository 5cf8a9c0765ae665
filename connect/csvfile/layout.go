package csvfile

import "strings"

// layout is where in a row each field stands: the columns of one field in the order of the file.
type layout struct {
	given, family, full, nick, company                                     []int
	email                                                                  []int
	phones                                                                 []phoneColumn
	spouseName, spouseGiven, spouseFamily, spouseEmail, spousePhone        []int
	mailing, property                                                      placeColumns
	deals                                                                  []dealColumn
	side, price, currency, loanAmount, loanRate, loanTerm, tags, notes     []int
	source, referredBy, stage, agentName, agentEmail, externalID, lastSeen []int
	flags                                                                  []flagColumn
	unread                                                                 []int
}

type phoneColumn struct {
	col   int
	field Field
	label int // column that says which kind of telephone it is, -1 if none does
}

type placeColumns struct{ line, street, unit, city, state, zip, country []int }

type dealColumn struct {
	col   int
	field Field
	label int
}

type flagColumn struct {
	col  int
	text bool // about text messages, not e-mail
	out  bool // yes means no
}

func (rd *Reader) compile() {
	l, cols := layout{}, rd.plan.Columns
	single := map[Field]*[]int{
		FieldGiven: &l.given, FieldFamily: &l.family, FieldFull: &l.full, FieldNick: &l.nick, FieldCompany: &l.company, FieldEmail: &l.email,
		FieldSpouseName: &l.spouseName, FieldSpouseGiven: &l.spouseGiven, FieldSpouseFamily: &l.spouseFamily, FieldSpouseEmail: &l.spouseEmail, FieldSpousePhone: &l.spousePhone,
		FieldMailing: &l.mailing.line, FieldMailingStreet: &l.mailing.street, FieldMailingUnit: &l.mailing.unit, FieldMailingCity: &l.mailing.city,
		FieldMailingState: &l.mailing.state, FieldMailingZIP: &l.mailing.zip, FieldMailingCountry: &l.mailing.country,
		FieldProperty: &l.property.line, FieldPropertyStreet: &l.property.street, FieldPropertyUnit: &l.property.unit, FieldPropertyCity: &l.property.city,
		FieldPropertyState: &l.property.state, FieldPropertyZIP: &l.property.zip, FieldPropertyCountry: &l.property.country,
		FieldSide: &l.side, FieldPrice: &l.price, FieldCurrency: &l.currency, FieldLoanAmount: &l.loanAmount, FieldLoanRate: &l.loanRate, FieldLoanTerm: &l.loanTerm, FieldTags: &l.tags, FieldNotes: &l.notes, FieldSource: &l.source, FieldReferredBy: &l.referredBy, FieldStage: &l.stage,
		FieldAgentName: &l.agentName, FieldAgentEmail: &l.agentEmail, FieldExternalID: &l.externalID, FieldLastContact: &l.lastSeen, FieldNone: &l.unread,
	}
	rd.names, rd.froms = nil, nil
	for _, c := range cols {
		rd.names, rd.froms = append(rd.names, c.Name), append(rd.froms, "column "+c.Name)
		switch c.Field {
		case FieldPhone, FieldPhoneMobile, FieldPhoneHome, FieldPhoneWork:
			l.phones = append(l.phones, phoneColumn{c.Index, c.Field, labelOf(cols, c.Index)})
		case FieldClosingDate, FieldBoughtDate, FieldSoldDate, FieldAnniversary, FieldLabelled:
			l.deals = append(l.deals, dealColumn{c.Index, c.Field, labelOf(cols, c.Index)})
		case FieldEmailOptIn, FieldEmailOptOut, FieldTextOptIn, FieldTextOptOut:
			l.flags = append(l.flags, flagColumn{c.Index, c.Field == FieldTextOptIn || c.Field == FieldTextOptOut, c.Field == FieldEmailOptOut || c.Field == FieldTextOptOut})
		default:
			list := single[c.Field]
			*list = append(*list, c.Index)
		}
	}
	rd.at = l
	rd.orders = make([]dateOrder, len(cols)+1)
}

// labelOf finds the column "Phone 1 - Label" or "Phone 1 - Type" of the column "Phone 1 - Value".
func labelOf(cols []Column, col int) int {
	stem, ok := strings.CutSuffix(cols[col].Name, " - Value")
	if !ok {
		return -1
	}
	for i, c := range cols {
		if strings.EqualFold(c.Name, stem+" - Label") || strings.EqualFold(c.Name, stem+" - Type") {
			return i
		}
	}
	return -1
}
