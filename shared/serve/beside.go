package serve

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	handler "github.com/openfaas/templates-sdk/go-http"
)

// Beside is a function that is in another program, in the folder of this one: the process becomes that program,
// with the same settings and the same number, so that a platform sees one process from start to end.
func Beside(program string) Constructor {
	return func(context.Context, *Env) (handler.FunctionHandler, error) {
		this, err := os.Executable()
		if err == nil {
			err = syscall.Exec(filepath.Join(filepath.Dir(this), program), os.Args, os.Environ())
		}
		return nil, fmt.Errorf("become %s: %w", program, err)
	}
}
