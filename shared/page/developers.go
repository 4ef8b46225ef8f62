package page

import (
	_ "embed"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// Developers is for those who connect a system of theirs (对接使用): what to do, step by step, and where the
// contract's documents are.
type Developers struct {
	Address string   // of the service, for commands to be copied
	Events  []string // the types that have a schema
}

// Host is the origin that asks to push.
func (d Developers) Host() string {
	_, host, _ := strings.Cut(d.Address, "://")
	return host
}

// Verify verifies the signature of one pushed event, whose headers and body it has in it.
func (Developers) Verify() string { return verify }

//go:embed html/verify.sh
var verify string

// Task and Result are examples of what is sent.
func (Developers) Task() string   { return task }
func (Developers) Result() string { return result }

//go:embed html/task.json
var task string

//go:embed html/result.json
var result string

//go:embed html/developers.html
var developers string

// Title says what the page is for.
func (Developers) Title() inspection.Text {
	return inspection.Text{ZH: "系统对接", EN: "For your own systems"}
}

// Source is the page's template.
func (Developers) Source() string { return developers }
