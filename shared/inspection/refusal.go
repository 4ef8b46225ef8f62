package inspection

import "strings"

// A Refusal is an answer that can be shown to the person who asked: what is wrong with the
// request, by which rule, and what would make it acceptable. Nothing was changed by a request that
// met one. Every other error is ours, and nobody's business but the log's.
type Refusal struct {
	Why    Why     `json:"why"`
	Faults []Fault `json:"faults"`
}

// Why sorts refusals by what the person can do about them.
type Why string

// The kinds of refusal.
const (
	Invalid    Why = "invalid"     // mend the request and send it again
	NotSigned  Why = "not-signed"  // sign in first, or prove the right in another way
	NotAllowed Why = "not-allowed" // this person may not, whatever is sent
	NotFound   Why = "not-found"   // there is no such thing, or none this person may know of
	Conflict   Why = "conflict"    // it has been done already, and differently
	TooMany    Why = "too-many"    // ask again later
	TooLarge   Why = "too-large"   // ask for less at a time
)

// A Fault is one thing wrong with a request.
type Fault struct {
	Field  string `json:"field"`            // as it is named in the task, result or evaluation; items of lists as items[2]
	Rule   string `json:"rule"`             // stable name for programs, such as officer-certificate-expired
	Text   Text   `json:"text"`             // what is wrong
	Mend   Text   `json:"mend"`             // what would make it acceptable
	Source *Text  `json:"source,omitempty"` // the law or notice the rule comes from; nil for rules of form
}

// Error names fields and rules, and no content, so that it may be logged.
func (r *Refusal) Error() string {
	var b strings.Builder
	b.WriteString("refused (" + string(r.Why) + ")")
	for i, f := range r.Faults {
		b.WriteString([]string{": ", ", "}[min(i, 1)])
		if f.Field != "" {
			b.WriteString(f.Field + " ")
		}
		b.WriteString(f.Rule)
	}
	return b.String()
}

// Refuse makes a refusal of one fault.
func Refuse(why Why, f Fault) *Refusal { return &Refusal{Why: why, Faults: []Fault{f}} }

// Faults gathers what is wrong with one request, so that all of it is named at once.
type Faults []Fault

func (fs *Faults) add(field, rule string, text, mend Text, source ...Text) {
	f := Fault{Field: field, Rule: rule, Text: text, Mend: mend}
	if len(source) > 0 && source[0] != (Text{}) {
		f.Source = &source[0]
	}
	*fs = append(*fs, f)
}

// needText faults a field that is empty, or is not writable in max characters.
func (fs *Faults) needText(field, value string, max int, what Text) {
	if strings.IndexFunc(value, legible) < 0 { // blanks, marks and what nobody sees are nothing
		fs.add(field, "required", Text{"缺少" + what.ZH, what.EN + " is missing"}, Text{"请填写" + what.ZH, "give the " + what.EN})
		return
	}
	fs.mayText(field, value, max, what)
}

// mayText faults a field that is not writable in max characters.
func (fs *Faults) mayText(field, value string, max int, what Text) {
	if !Writable(value, max) {
		fs.add(field, "text", Text{what.ZH + "过长或含有不可显示的字符", what.EN + " is too long or has characters that cannot be shown"},
			textf("请改为不超过%d个可显示字符", "use at most %d printable characters", max))
	}
}

// enough faults are named at once; whoever has more mends these first.
const enough = 50

// Err is nil when nothing was wrong, and a refusal otherwise.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	fs = fs[:min(len(fs), enough)]
	return &Refusal{Why: Invalid, Faults: fs}
}
