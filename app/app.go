// Package app puts the pieces together: the only place that knows every concrete type. It opens the data folder, the database,
// the channels, the jobs and the pages, starts them in order and stops them in reverse.
package app
