package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// Strict decodes one JSON value from outside into v. Syntax errors, wrong types, keys v does not
// have and anything after the value are refusals that name the field where JSON tells it.
func Strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("more than one value")
		}
	}
	if err == nil {
		return nil
	}
	var wrongType *json.UnmarshalTypeError
	unknown, isUnknown := strings.CutPrefix(err.Error(), `json: unknown field "`)
	switch {
	case errors.As(err, &wrongType):
		return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: wrongType.Field, Rule: "json-type",
			Text: inspection.Text{ZH: "字段类型不正确：" + wrongType.Value, EN: "the field has the wrong type: " + wrongType.Value},
			Mend: inspection.Text{ZH: "应为" + wrongType.Type.String(), EN: "it should be " + wrongType.Type.String()}})
	case isUnknown:
		field := strings.TrimSuffix(unknown, `"`)
		return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "json-unknown-field",
			Text: inspection.Text{ZH: "没有这个字段", EN: "there is no such field"},
			Mend: inspection.Text{ZH: "请核对字段名称", EN: "check its name"}})
	default:
		return inspection.Refuse(inspection.Invalid, inspection.Fault{Rule: "json",
			Text: inspection.Text{ZH: "不是一个完整的JSON值", EN: "not one whole JSON value"},
			Mend: inspection.Text{ZH: "请核对JSON格式：时间用RFC 3339，编码用UTF-8", EN: "check the JSON: times as RFC 3339, encoded as UTF-8"}})
	}
}
