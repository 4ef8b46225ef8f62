package main

import (
	"fmt"
	"io"
	"sync"
)

// percent tells of each tenth of some work that is done. The result may be called by several
// goroutines at once.
func percent(w io.Writer, work string) func(share float64) {
	var lock sync.Mutex
	told := 0
	return func(share float64) {
		lock.Lock()
		defer lock.Unlock()
		if tenth := int(10 * share); tenth > told {
			told = tenth
			fmt.Fprintf(w, "%s: %d %%\n", work, 10*tenth)
		}
	}
}
