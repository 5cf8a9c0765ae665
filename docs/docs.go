// Package docs holds the pages about Goodturn, and the commands that write those which come from the program itself.
package docs

//go:generate go run ./gen/messages messages.md
//go:generate go run ../cmd/goodturn dev commands commands.md
//go:generate go run ../cmd/goodturn dev configuration configuration.md
//go:generate go run ../cmd/goodturn api openapi --out openapi.json
