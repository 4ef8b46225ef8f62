package page

import (
	"errors"
	"io/fs"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// Ensure that the verifier browsers get agrees with the format's vectors, SM2 included.
func TestTheBrowsersVerifierAgreesWithTheVectors(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not here")
	}
	out, err := exec.CommandContext(t.Context(), node, "--experimental-default-type=module", "testdata/check.mjs").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.TrimSpace(string(out)); len(n) < 2 {
		t.Errorf("only %s cases were looked at", n)
	}
}

// Ensure that scripts ask nobody but this site for anything, and that what is kept for the time without
// a network is there.
func TestScriptsStayOnThisSite(t *testing.T) {
	files, err := fs.Glob(assets, "assets/*.js")
	if err != nil || len(files) < 6 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		body, err := assets.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range regexp.MustCompile(`https?://[^\s'"]+`).FindAllString(string(body), -1) {
			if !strings.HasPrefix(address, "http://www.w3.org/") {
				t.Errorf("%s names %s", file, address)
			}
		}
		if regexp.MustCompile(`\beval\(|new Function\(`).Match(body) {
			t.Errorf("%s builds code", file)
		}
	}
	worker, err := assets.ReadFile("assets/sw.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`'/assets/([^']+)'`).FindAllStringSubmatch(string(worker), -1) {
		if _, ok := FindAsset(m[1]); !ok {
			t.Errorf("the service worker keeps %s, which is not there", m[1])
		}
	}
}

func TestOnlyAssetsAreServed(t *testing.T) {
	for _, name := range []string{"", "x", "third-party.md", "../style.css", "..%2fpage.go", "live.css", "assets/live.js/.."} {
		if _, ok := FindAsset(name); ok {
			t.Errorf("%q is served", name)
		}
	}
	if _, err := assets.ReadFile("assets/live.js"); errors.Is(err, fs.ErrNotExist) {
		t.Error("live.js is not there")
	}
}
