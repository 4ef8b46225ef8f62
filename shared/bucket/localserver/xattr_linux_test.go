package localserver

import (
	"strings"
	"syscall"
	"testing"
)

// ramfs is the one file system at hand everywhere that keeps no extended attributes.
func TestAFileSystemWithoutAttributesIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "ramfs", 0, ""); err != nil {
		t.Skipf("mounting a ramfs wants root: %v", err)
	}
	defer syscall.Unmount(dir, 0)
	s, err := Start(t.Context(), dir+"/data", "127.0.0.1:0", access, secret)
	if err == nil {
		s.Stop()
		t.Fatal("started where metadata cannot be kept")
	}
	if !strings.Contains(err.Error(), "extended attributes") || !strings.Contains(err.Error(), dir) {
		t.Errorf("the reason %q does not say what is missing where", err)
	}
}
