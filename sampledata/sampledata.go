// Package sampledata answers one question: what can a demo show on a machine without a network? It carries a year of real home
// sales in New York City, the house price index of a few metro areas, and lists of names, all of them public (see ORIGIN.md).
//
// It refuses to know who buys, sells or is written to. The addresses are real and the records name nobody: any name that a demo
// puts beside one of them is invented, and no message may ever go to such an address, by mail, e-mail or phone.
package sampledata

import (
	"bytes"
	_ "embed"
	"fmt"

	publisher "github.com/goodturn-app/goodturn/connect/market"
	"github.com/goodturn-app/goodturn/market"
)

var (
	//go:embed nyc_sales_2025.csv.gz
	salesFile []byte
	//go:embed fhfa_hpi_at_metro.csv.gz
	indexFile []byte
)

// NewYork is the census code of the metro area in which the sales lie; the Index has a series for it.
const NewYork = "35614"

// Sales reads all 46,548 home sales of New York City in 2025, cased for reading, ordered by place. It takes about a fifth of a
// second; keep the result. Some are not the sale of one home (market.SingleSales): a demo must not make a client of those, while
// market.NewClosings leaves them out by itself. An error means that the program itself is damaged.
func Sales() ([]market.Sale, error) {
	c, err := read(salesFile, "nyc_sales_2025.csv.gz")
	return c.Sales, err
}

// Index reads the house price index of a few metro areas, quarterly from 2000 to the end of 2025.
func Index() ([]market.Series, error) {
	c, err := read(indexFile, "fhfa_hpi_at_metro.csv.gz")
	return c.Series, err
}

func read(b []byte, name string) (publisher.Contents, error) {
	c, err := publisher.Read(bytes.NewReader(b), name, publisher.Options{})
	if err == nil && len(c.Errors) > 0 {
		err = c.Errors[0]
	}
	if err != nil {
		return publisher.Contents{}, fmt.Errorf("read built-in sample data: %w", err)
	}
	return c, nil
}
