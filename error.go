package goodturn

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of failure happened, in words that programs can branch on. The web turns it into a status,
// the command line into an exit code.
type Code string

const (
	CodeInvalid     Code = "invalid"     // the input is wrong; the person can mend it
	CodeNotFound    Code = "not_found"   // there is no such thing, or it is not theirs to see
	CodeConflict    Code = "conflict"    // it is no longer as the caller believed
	CodeForbidden   Code = "forbidden"   // it is there, and they may not
	CodeUnavailable Code = "unavailable" // it would work later: locked, full, starting, held
	CodeUpstream    Code = "upstream"    // a mail server, CRM or other peer failed
	CodeInternal    Code = "internal"    // our own fault; the details go to the log alone
)

// Error is the one error that people get to read. Message is one sentence for them, Hint what they can do about it;
// Err is the cause, for the log. File, Line, Column and Field say where in their input it happened, as far as known:
// Line and Column count from 1, zero means unknown.
type Error struct {
	Code    Code
	Message string
	Hint    string
	File    string
	Line    int
	Column  int
	Field   string
	Err     error
}

// Error renders place, message, hint and cause on one line, for terminals and logs.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteByte(':')
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, "%d:", e.Column)
		}
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Hint != "" {
		b.WriteByte(' ')
		b.WriteString(e.Hint)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorCode finds the Code in a chain of errors; anything that carries none is CodeInternal, and nil is "".
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) && e.Code != "" {
		return e.Code
	}
	return CodeInternal
}

// Invalid is the error for input that a person can mend: which field, what is wrong, what to write instead.
func Invalid(field, message, hint string) *Error {
	return &Error{Code: CodeInvalid, Field: field, Message: message, Hint: hint}
}

// NotFound is the error for a thing that is not there.
func NotFound(what string) *Error {
	return &Error{Code: CodeNotFound, Message: "There is no such " + what + "."}
}
