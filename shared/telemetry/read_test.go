package telemetry_test

import (
	encoding "encoding/hex"
	"slices"
	"strings"

	common "go.opentelemetry.io/proto/otlp/common/v1"
)

func hex(b []byte) string { return encoding.EncodeToString(b) }

// labels are attributes as name=value, in order.
func labels(attributes []*common.KeyValue) string {
	var all []string
	for _, a := range attributes {
		all = append(all, a.Key+"="+a.Value.GetStringValue())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
