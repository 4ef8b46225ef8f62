package platforms

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Ensure that the edge leads to every function with pages and to no other.
func TestTheEdgeLeadsToThePagesAlone(t *testing.T) {
	conf := read(t, "../../infra/knative/edge/nginx.conf")
	m := regexp.MustCompile(`location ~ \^/function/\(\?<named>([a-z|-]+)\)\(\?:/\|\$\)`).FindStringSubmatch(conf)
	if m == nil {
		t.Fatal("no location of functions in nginx.conf")
	}
	open := slices.DeleteFunc(slices.Clone(functions), func(f string) bool { return slices.Contains(private, f) })
	same(t, "the edge", strings.Split(m[1], "|"), open)
}
