package ledger

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"inspectioncode.example/shared/evidence"
	"inspectioncode.example/shared/inspection"
)

// photo looks at one photo or document: that it is what its name says, and clean. Only what it is stays in memory.
func (c *check) photo(ctx context.Context, key string) error {
	body, err := c.l.Bucket.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("fsck: %w", err)
	}
	name := path.Base(key)
	e := inspection.NewEvidence(inspection.EvidenceType(name), body)
	c.photos[key] = e
	clean, media, err := evidence.Clean("evidence", body)
	switch {
	case !inspection.EvidenceNamed(name) || e.Name != name:
		c.impossible(key, "holds another file than its name says")
	case err != nil || media != e.Type || !bytes.Equal(clean, body):
		c.impossible(key, "is not as photos and documents are kept (%v)", err)
	}
	return nil
}

// visit makes sure that the photo a report of a visit names is there.
func (c *check) visit(key string) {
	if visitPhoto(key) {
		return // looked at already; that no report names it is no harm
	}
	said, err := factData[inspection.ReportedVisit](c.objects[key])
	if err != nil {
		c.impossible(key, "cannot be read: %v", err)
		return
	}
	if said.Photo == nil {
		return
	}
	id, _, _ := strings.Cut(strings.TrimSuffix(path.Base(key), ".json"), "-")
	c.shows(key, path.Dir(key)+"/"+id+"/"+said.Photo.Name, *said.Photo)
}

// shows makes sure that a photo or document is there as a record says.
func (c *check) shows(record, key string, recorded inspection.Evidence) {
	switch e, ok := c.photos[key]; {
	case !ok:
		c.impossible(record, "names %s, which is not there", recorded.Name)
	case e != recorded:
		c.impossible(key, "is not what %s says", record)
	}
}
