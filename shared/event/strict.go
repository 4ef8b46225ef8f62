package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"inspectioncode.example/shared/exact"
	"inspectioncode.example/shared/inspection"
)

// Strict decodes one JSON value from outside into v. Syntax errors, text that is not UTF-8, names that
// stand twice, wrong types, names v does not have and anything after the value are refusals that say
// where it is.
func Strict(b []byte, v any) error {
	raw, err := exact.Decode(b)
	if err != nil {
		return notJSON(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	var wrongType *json.UnmarshalTypeError
	var wrongTime *time.ParseError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrongType):
		want := kindOf(wrongType.Type)
		return refuse(wrongType.Field, "json-type",
			inspection.Text{ZH: "字段类型不正确", EN: "the field has the wrong type: " + wrongType.Value},
			inspection.Text{ZH: "应为" + want.ZH, EN: "it should be " + want.EN})
	case errors.As(err, &wrongTime):
		return refuse(where(raw, strings.Trim(wrongTime.Value, `"`)), "json-time",
			inspection.Text{ZH: "时间无法识别", EN: "that is not a time"},
			inspection.Text{ZH: "请写成2023-09-05T09:00:00+08:00", EN: "write it as 2023-09-05T09:00:00+08:00"})
	}
	if field, ok := strings.CutPrefix(err.Error(), `json: unknown field "`); ok {
		return refuse(strings.TrimSuffix(field, `"`), "json-unknown-field",
			inspection.Text{ZH: "没有这个字段", EN: "there is no such field"},
			inspection.Text{ZH: "请核对字段名称", EN: "check its name"})
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return notJSON(err)
}

func notJSON(err error) error {
	return refuse("", "json", inspection.Text{ZH: "不是一个完整、无歧义的JSON值（" + err.Error() + "）", EN: "not one whole and unambiguous JSON value (" + err.Error() + ")"},
		inspection.Text{ZH: "请核对JSON格式：编码用UTF-8，同一对象中字段不重复", EN: "check the JSON: encoded as UTF-8, no name twice in one object"})
}

func refuse(field, rule string, text, mend inspection.Text) error {
	return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: rule, Text: text, Mend: mend})
}

// kindOf is what JSON calls a type.
func kindOf(t reflect.Type) inspection.Text {
	switch t.Kind() {
	case reflect.String:
		return inspection.Text{ZH: "文本", EN: "a text"}
	case reflect.Bool:
		return inspection.Text{ZH: "true或false", EN: "true or false"}
	case reflect.Slice, reflect.Array:
		return inspection.Text{ZH: "列表", EN: "a list"}
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return inspection.Text{ZH: "对象", EN: "an object"}
	}
	return inspection.Text{ZH: "数字", EN: "a number"}
}

// where is the path of the first text in v that is value; empty if there is none.
func where(v any, value string) string {
	switch v := v.(type) {
	case string:
		if v == value {
			return "."
		}
	case []any:
		for i, item := range v {
			if at := where(item, value); at != "" {
				return fmt.Sprintf("[%d]%s", i, strings.TrimSuffix(at, "."))
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if at := where(v[name], value); at != "" {
				if at = strings.TrimSuffix(at, "."); at != "" && at[0] != '[' {
					at = "." + at
				}
				return name + at
			}
		}
	}
	return ""
}
