package csvfile

import (
	_ "embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// formats.json holds the header rows of usual exports and what their columns mean. Header names are facts, collected
// from public importers' source; confidence says how sure it is that the product writes just this row.
//
//go:embed formats.json
var formatsJSON []byte

// Confidence says how sure we are of a layout. With low confidence every column counts as a guess.
type Confidence string

const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
	NoIdea Confidence = "none" // no known layout: every column was guessed from its name or content
)

type format struct {
	ID         string           `json:"id"`
	Product    string           `json:"product"`
	System     string           `json:"system"` // names the system in external ids
	Confidence Confidence       `json:"confidence"`
	Why        string           `json:"why"` // why the confidence is low
	Header     string           `json:"header"`
	Keys       []string         `json:"keys"` // columns that few other products have
	Need       int              `json:"need"` // how many of them must be there
	Files      []string         `json:"files"`
	Fields     map[string]Field `json:"fields"` // a # stands for any number

	byKey  map[string]Field
	header map[string]bool
}

var knownFormats = sync.OnceValue(func() []format {
	var list []format
	if err := json.Unmarshal(formatsJSON, &list); err != nil {
		panic("formats.json: " + err.Error()) // embedded: a test reads it
	}
	for i := range list {
		f := &list[i]
		f.byKey, f.header = map[string]Field{}, map[string]bool{}
		for name, field := range f.Fields {
			f.byKey[key(name)] = field
			f.header[key(name)] = true
		}
		for _, name := range strings.Split(f.Header, ",") {
			if name != "" {
				f.header[key(name)] = true
				f.header[anyNumber(key(name))] = true
			}
		}
	}
	return list
})

// key folds a header to what people mean by it: letters, digits and # only, in lower case.
func key(header string) string {
	var b strings.Builder
	for _, r := range header {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '#' {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// anyNumber puts # for each number in a key: "email2value" becomes "email#value".
func anyNumber(k string) string {
	var b strings.Builder
	in := false
	for _, r := range k {
		digit := r >= '0' && r <= '9'
		switch {
		case digit && !in:
			b.WriteByte('#')
		case !digit:
			b.WriteRune(r)
		}
		in = digit
	}
	return b.String()
}

func (f *format) field(k string) (Field, bool) {
	if field, ok := f.byKey[k]; ok {
		return field, true
	}
	field, ok := f.byKey[anyNumber(k)]
	return field, ok
}

func (f *format) knows(k string) bool { return f.header[k] || f.header[anyNumber(k)] }

// recognise finds the layout that explains a header best: enough of its tell-tale columns are there, in any order, or
// the file has the product's name. score is the share of the columns that it explains.
func recognise(keys []string, file string) (best *format, score float64) {
	file = strings.ToLower(path.Base(strings.ReplaceAll(file, "\\", "/")))
	list := knownFormats()
	bestPoints := 0.0
	for i := range list {
		f := &list[i]
		tells, known := 0, 0
		for _, k := range f.Keys {
			if slices.Contains(keys, key(k)) {
				tells++
			}
		}
		for _, k := range keys {
			if f.knows(k) {
				known++
			}
		}
		byName := slices.ContainsFunc(f.Files, func(p string) bool { ok, _ := path.Match(p, file); return ok })
		if !byName && (tells < f.Need || known*2 < len(keys)) || byName && known == 0 && f.Header != "" {
			continue
		}
		points := float64(known) / float64(len(keys))
		if len(f.Keys) > 0 {
			points += float64(tells) / float64(len(f.Keys)) / 2
		}
		if byName {
			points += 2
		}
		if points > bestPoints {
			best, bestPoints, score = f, points, float64(known)/float64(len(keys))
		}
	}
	return best, score
}

// synonyms are header names whose meaning is plain in any list of people. They are guesses all the same.
var synonyms = sync.OnceValue(func() map[string]Field {
	m := map[string]Field{}
	for field, names := range map[Field]string{
		FieldGiven:          "first name,first,given name,given,forename,fname,client first name,contact first name,buyer first name,vorname,prénom,nombre",
		FieldFamily:         "last name,last,surname,family name,family,lname,client last name,contact last name,nachname,apellido",
		FieldFull:           "name,full name,client,client name,contact,contact name,customer,customer name,buyer name,seller name,names,display name",
		FieldNick:           "nickname,nick name,preferred name,goes by,known as",
		FieldCompany:        "company,company name,organization,organisation,business name",
		FieldEmail:          "email,e mail,email address,e mail address,mail,primary email,personal email,client email,contact email,home email,secondary email,second email,email 1,email 2,email 3,alternate email,other email",
		FieldPhone:          "phone,phone number,telephone,tel,primary phone,phone 1,phone 2,secondary phone,client phone,contact phone,other phone",
		FieldPhoneMobile:    "mobile,mobile phone,mobile number,cell,cell phone,cellphone,cell phone 1,cell phone 2,cell number,mobile phone number",
		FieldPhoneHome:      "home phone,phone home,home telephone,landline",
		FieldPhoneWork:      "work phone,office phone,business phone,phone work",
		FieldSpouseName:     "spouse,spouse name,partner,partner name,co buyer,co buyer name,significant other,husband,wife",
		FieldSpouseGiven:    "spouse first name,spouse first,partner first name,co buyer first name",
		FieldSpouseFamily:   "spouse last name,spouse last,partner last name,co buyer last name",
		FieldSpouseEmail:    "spouse email,spouse email address,partner email,co buyer email",
		FieldSpousePhone:    "spouse phone,spouse mobile,spouse cell,partner phone,co buyer phone",
		FieldMailing:        "address,full address,mailing address,home address,current address,primary address,street address full,complete primary address",
		FieldMailingStreet:  "street,street address,address 1,address line 1,address1,mailing street,home street,street 1",
		FieldMailingUnit:    "unit,apt,apartment,suite,address 2,address line 2,address2,street 2,unit number",
		FieldMailingCity:    "city,town,mailing city,home city,primary city",
		FieldMailingState:   "state,province,region,mailing state,home state,primary state,state province",
		FieldMailingZIP:     "zip,zip code,zipcode,postal code,postcode,mailing zip,home postal code,primary zip,zip postal code",
		FieldMailingCountry: "country,country region,mailing country",
		FieldProperty:       "property,property address,home purchased,house,listing address,closed property,closed address,subject property",
		FieldPropertyStreet: "property street,property street address",
		FieldPropertyUnit:   "property unit",
		FieldPropertyCity:   "property city",
		FieldPropertyState:  "property state",
		FieldPropertyZIP:    "property zip,property zip code,property postal code",
		FieldClosingDate: "closing date,close date,closed date,date closed,closed on,closed,closing,last closed date,last closing date,settlement date,transaction date,deal close date,actual close date,coe,coe date,close of escrow," +
			"escrow close date,sale date,home anniversary,house anniversary,purchase anniversary,homeaversary,home anniversary date,closing anniversary,deal closed",
		FieldBoughtDate:  "purchase date,date purchased,bought on,date bought,purchased on,home purchase date",
		FieldSoldDate:    "sold date,date sold,sold on",
		FieldAnniversary: "anniversary,anniversary date",
		FieldSide:        "deal type,side,transaction type,transaction side,client type,lead type,contact type,type,role,buyer seller,buyer or seller,representation,representing",
		FieldPrice:       "price,sale price,sales price,purchase price,closing price,closed price,sold price,deal price,close price,contract price",
		FieldCurrency:    "currency,currency code,price currency",
		FieldLoanAmount:  "loan amount,mortgage amount,original loan amount,original mortgage amount,loan amount at closing",
		FieldLoanRate:    "interest rate,loan rate,mortgage rate,loan interest rate,mortgage interest rate,note rate",
		FieldLoanTerm:    "loan term,mortgage term,loan term years,loan term months,term of loan",
		FieldTags:        "tags,tag,labels,label,groups,group,categories,category,hashtags,lists,keywords",
		FieldNotes:       "notes,note,comments,comment,background,remarks,description,memo,additional info",
		FieldSource:      "source,lead source,origin,how we met,where from",
		FieldReferredBy:  "referred by,referral,referrer,referrer name,referral source,referral source name,referral name,referred from,recommended by,introduced by,sent by,who sent you",
		FieldStage:       "stage,status,lead status,contact status,pipeline stage,lifecycle stage",
		FieldAgentName:   "agent,assigned to,assigned agent,owner,contact owner,agent name,listing agent,realtor",
		FieldAgentEmail:  "agent email,assigned agent email,owner email",
		FieldExternalID:  "id,contact id,lead id,record id,person id,customer id,client id,external id",
		FieldEmailOptIn:  "email optin,email opt in,email consent,email marketing,subscribed,accepts email,email on",
		FieldEmailOptOut: "email optout,email opt out,unsubscribed,do not email,no email,opt out,opted out,opted out of email,do not contact",
		FieldTextOptIn:   "text optin,text opt in,sms optin,sms opt in,text on,sms on,sms consent",
		FieldTextOptOut:  "text optout,text opt out,sms optout,sms opt out,do not text,no text",
		FieldLastContact: "last contact,last contacted,last activity,last touch,last call,last email,last communication,last contact date,last activity date",
		FieldNone:        "birthday,birth date,date of birth,dob,spouse birthday,created,created at,created date,create date,date added,updated,updated at,modified,last modified,registered,wedding anniversary,list price,fax,middle name,suffix,prefix,title,job title,gender,website,picture url,photo",
	} {
		for _, n := range strings.Split(names, ",") {
			m[key(n)] = field
		}
	}
	return m
})
