package app

// CheckState is how one check came out.
type CheckState string

const (
	CheckFine   CheckState = "fine"
	CheckWarn   CheckState = "look"   // it works, but better would be possible
	CheckWrong  CheckState = "wrong"  // it does not work, or soon will not
	CheckUnseen CheckState = "unseen" // it could not be looked at
)

// Check is one thing that doctor looked at, in words for the person who runs this.
type Check struct {
	Name  string     `json:"name"`
	State CheckState `json:"state"`
	Says  string     `json:"says"`
	Hint  string     `json:"hint,omitempty"`
}

func (c Check) fine(says string) Check { c.State, c.Says = CheckFine, says; return c }
func (c Check) warn(says, hint string) Check {
	c.State, c.Says, c.Hint = CheckWarn, says, hint
	return c
}
func (c Check) wrong(says, hint string) Check {
	c.State, c.Says, c.Hint = CheckWrong, says, hint
	return c
}
func (c Check) unseen(err error) Check {
	c.State, c.Says, c.Hint = CheckUnseen, "It could not be looked at: "+err.Error()+".", "Check that this computer is online."
	return c
}
