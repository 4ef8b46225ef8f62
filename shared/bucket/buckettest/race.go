package buckettest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// An Outcome is what one contender of a race was told.
type Outcome struct {
	Stands []byte
	Err    error
}

// Outcomes are those of all contenders for one key.
type Outcomes []Outcome

// Race lets n contenders create at once and returns what each was told.
func Race(ctx context.Context, n int, create func(ctx context.Context, i int) ([]byte, error)) Outcomes {
	var all sync.WaitGroup
	start, outcomes := make(chan struct{}), make(Outcomes, n)
	for i := range outcomes {
		all.Go(func() {
			<-start
			outcomes[i].Stands, outcomes[i].Err = create(ctx, i)
		})
	}
	close(start)
	all.Wait()
	return outcomes
}

// OneWinner is nil if one was told that it created the object, all others that it existed, and all
// of them which bytes stand there.
func (o Outcomes) OneWinner() error {
	winners := 0
	for i, outcome := range o {
		switch {
		case outcome.Err == nil:
			winners++
		case !errors.Is(outcome.Err, fs.ErrExist):
			return fmt.Errorf("contender %d: %w", i, outcome.Err)
		}
		if !bytes.Equal(outcome.Stands, o[0].Stands) {
			return fmt.Errorf("contender %d was told %q stands there, contender 0 %q", i, outcome.Stands, o[0].Stands)
		}
	}
	if winners != 1 {
		return fmt.Errorf("%d of %d contenders won", winners, len(o))
	}
	return nil
}
