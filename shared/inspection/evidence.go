package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Evidence (证据) is a photo or document of what was found, as a record names it: by size, type and hash, so
// that nobody can put another in its place. 安全生产法 第六十八条 asks for the problems found in writing; 全过程记录 (行政处罚法
// 第四十七条) for pictures of them.
type Evidence struct {
	Name   string `json:"name"`   // what it is kept and asked for under; follows from its bytes, so that the same file sent twice is one
	Type   string `json:"type"`   // image/jpeg, image/png or application/pdf
	Size   int    `json:"size"`   // in bytes
	SHA256 string `json:"sha256"` // in hexadecimal
}

var evidenceEndings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}

// NewEvidence describes a file of one of the three types.
func NewEvidence(media string, body []byte) Evidence {
	sum := sha256.Sum256(body)
	return Evidence{
		Name:   string(NewID([10]byte(sum[:10]))) + evidenceEndings[media],
		Type:   media,
		Size:   len(body),
		SHA256: hex.EncodeToString(sum[:]),
	}
}

var evidenceName = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{16}\.(jpg|png|pdf)$`)

// EvidenceNamed reports whether NewEvidence could have given that name.
func EvidenceNamed(name string) bool { return evidenceName.MatchString(name) }

// EvidenceType is the media type that a name stands for; empty if it is none.
func EvidenceType(name string) string {
	for media, ending := range evidenceEndings {
		if strings.HasSuffix(name, ending) {
			return media
		}
	}
	return ""
}

// How many photos and documents one item, and one record, may name; and how many may be sent for one inspection,
// those not used included.
const (
	MaxEvidenceOfItem = 6
	MaxEvidence       = 20
	MaxEvidenceSent   = 60
)

// MayAddEvidence refuses a photo or document that comes before the visit, or after the result that stands, unless
// it is for the correction of that one.
func MayAddEvidence(in *Inspection, stands *RecordedResult, corrects *int, now time.Time) error {
	var fs Faults
	switch {
	case stands == nil && corrects != nil:
		fs.checkCorrection(&Result{Corrects: &Correction{Revision: *corrects}}, nil)
	case stands != nil && (corrects == nil || *corrects != stands.Revision):
		return AlreadyRecorded(stands)
	case now.Before(in.From.Add(-clockSkew)):
		fs.add("evidence", "evidence-not-yet", textf("检查时间%s还没有到，不能有现场证据", "the visit, %s, has not begun, so nothing can be evidence of it yet", WindowInWords(in.From, in.Until)),
			Text{"请在检查开始后上传", "send it once the visit has begun"})
	}
	return fs.Err()
}

// EvidenceSentOften refuses one more file for an inspection that has as many as there can be.
func EvidenceSentOften() error {
	return Refuse(TooMany, Fault{Field: "evidence", Rule: "evidence-often",
		Text: textf("本次检查已上传%d个文件", "%d files were sent for this inspection", MaxEvidenceSent),
		Mend: Text{"请使用已上传的文件", "use those that are there"}})
}

// EvidenceUnknown faults a name under which nothing was sent for the inspection.
func EvidenceUnknown(item int) Fault {
	return Fault{Field: evidenceField(item), Rule: "evidence-unknown",
		Text: Text{"没有收到这个照片或文件", "no such photo or document was received"},
		Mend: Text{"请先上传，再按上传时回答的名称（name）填写", "send it first, and use the name that was answered"}}
}

func evidenceField(item int) string { return "items[" + strconv.Itoa(item) + "].evidence" }

// checkEvidence judges the names in a result; whether something lies under them is for whoever can look.
func (fs *Faults) checkEvidence(r *Result) {
	all := 0
	for i, it := range r.Items {
		field := evidenceField(i)
		all += len(it.Evidence)
		switch {
		case len(it.Evidence) > 0 && it.Outcome != NotConforming:
			fs.add(field, "evidence-unused", Text{"只有不合格事项才附照片和文件", "only what does not conform has photos and documents"}, Text{"请去掉照片和文件，或改为不合格", "leave them out, or choose not-conforming"})
		case len(it.Evidence) > MaxEvidenceOfItem || all > MaxEvidence:
			fs.add(field, "evidence-number", textf("每项最多%d个、全部最多%d个照片和文件", "an item has at most %d photos and documents, a record %d", MaxEvidenceOfItem, MaxEvidence), Text{"请只留最能说明问题的", "keep those that show most"})
		case slices.ContainsFunc(it.Evidence, func(name string) bool { return !EvidenceNamed(name) }):
			fs.add(field, "evidence-name", Text{"照片或文件名称不正确", "that is not the name of a photo or document"}, Text{"请使用上传时回答的名称（name）", "use the name that was answered when it was sent"})
		}
	}
}
