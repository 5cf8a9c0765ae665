// Package dates holds our calendar and clock arithmetic against two systems that many people have checked: PostgreSQL's
// interval for months and years, and Python's zoneinfo for local times around every change of clocks.
package dates
