package view

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// OldFigures says what of the figures on file nobody is quoted on a day because it is too old, sentence by sentence.
func (v *View) OldFigures(on goodturn.Date) []string {
	if v.Market == nil {
		return nil
	}
	f := v.Market.Figures()
	return market.OldOnFile(f.Shelf, f.Closings, on)
}
