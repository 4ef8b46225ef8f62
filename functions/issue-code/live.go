package issuecode

import (
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/serve"
)

// An hour of slots is signed at a time: as long as the officer's page then lasts without a network, and
// as long as a stolen list would be of use.
const slotsAtOnce = 120

// A slot is one of the symbols the live page shows, each for thirty seconds.
type slot struct {
	At   int64  `json:"at"`   // when it is shown from, in milliseconds of Unix time
	Size int    `json:"size"` // modules a side
	Bits []byte `json:"bits"` // the modules, as package code gives them
}

// live gives an officer of the inspection, or the agency's system, the symbols of the next hour: each
// holds another signature, so that a screenshot is told from the screen.
func (f *function) live(caller identity.Caller, in inspection.Inspection) (handler.Response, error) {
	if err := inspection.MayRecord(&in, serve.Author(caller)); err != nil {
		return handler.Response{}, err
	}
	now := f.env.Now()
	visit := in.Leading()
	first, ok := code.SlotAt(visit.From, now)
	if !ok || !now.Before(visit.Until) {
		return handler.Response{}, inspection.Refuse(inspection.Conflict, inspection.Fault{Rule: "not-in-window",
			Text: inspection.Text{ZH: "不在检查时间内，不显示实时码", EN: "outside the time of the visit there is no live code"},
			Mend: inspection.Text{ZH: "请在检查时间内打开", EN: "open it during the visit"}})
	}
	var slots []slot
	for n := first; len(slots) < slotsAtOnce && code.SlotStart(visit.From, n).Before(visit.Until); n++ {
		digits, err := f.ledger.Sign(&in, n)
		if err != nil {
			return handler.Response{}, err
		}
		symbol, err := code.NewQuickSymbol(f.ledger.CodePrefix(), digits, code.M)
		if err != nil {
			return handler.Response{}, err
		}
		slots = append(slots, slot{code.SlotStart(visit.From, n).UnixMilli(), symbol.Size, symbol.Bits()})
	}
	return serve.AsJSON(http.StatusOK, struct {
		Now    int64  `json:"now"`    // of our clock, in milliseconds of Unix time
		Period int64  `json:"period"` // milliseconds each symbol is shown
		Until  int64  `json:"until"`  // when the visit's time is over
		Slots  []slot `json:"slots"`
	}{now.UnixMilli(), (30 * time.Second).Milliseconds(), visit.Until.UnixMilli(), slots})
}
