package goodturn

import "time"

// Clock tells the time. Only the wiring, the use cases and the store hold one; pure code is handed the time it works at.
type Clock interface{ Now() time.Time }

// ClockFunc makes a Clock of a function.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }
