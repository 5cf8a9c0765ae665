// Package webhook_test has the published libraries of Standard Webhooks, in Go and in JavaScript, verify what really leaves, and kills
// the process that sends.
package webhook
