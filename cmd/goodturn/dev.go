package main

type devCommand struct {
	Commands      devCommands      `cmd:"" help:"Write docs/commands.md."`
	Configuration devConfiguration `cmd:"" help:"Write docs/configuration.md."`
}
