package goodturn

// Channel is a road on which a touch can travel.
type Channel string

const (
	ChannelEmail Channel = "email"
	ChannelSMS   Channel = "sms"
	ChannelInApp Channel = "inapp"
	ChannelDM    Channel = "dm"   // drafted by us, sent by a person
	ChannelTask  Channel = "task" // a person does it: a call, a text from their own phone, a card
)
