package main

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// exportTo writes what stands as three tables that can be imported again.
func exportTo(ctx context.Context, l *ledger.Ledger, folder string) error {
	d, err := l.Directory(ctx)
	if err != nil {
		return err
	}
	return write(d, folder)
}

// write writes a directory as tables, and its portraits beside them.
func write(d ledger.Directory, folder string) error {
	agencies := [][]string{{"code", "number", "name", "name_en", "line", "level", "district", "phone", "webhook"}}
	for _, a := range d.Agencies {
		agencies = append(agencies, []string{a.Code, strconv.Itoa(int(a.Number)), a.Name.ZH, a.Name.EN, string(a.Line), string(a.Level), a.District, a.Phone, d.Webhooks[a.Code]})
	}
	officers := [][]string{{"certificate", "name", "agency", "from", "until", "status", "withdrawn", "photo"}}
	for _, o := range d.Officers {
		photo, err := writePortrait(o, folder)
		if err != nil {
			return err
		}
		status := "valid"
		if o.Withdrawn != "" {
			status = "withdrawn"
		}
		officers = append(officers, []string{o.Certificate, o.Name, o.Agency, string(o.From), string(o.Until), status, string(o.Withdrawn), photo})
	}
	enterprises := [][]string{{"uscc", "name", "trades", "grade", "site", "district"}}
	for _, e := range d.Enterprises {
		var trades []string
		for _, t := range e.Trades {
			trades = append(trades, string(t))
		}
		for _, s := range e.Sites {
			enterprises = append(enterprises, []string{string(e.USCC), e.Name, strings.Join(trades, ";"), e.Grade, s.Address, s.District})
		}
	}
	for name, rows := range map[string][][]string{"agencies.csv": agencies, "officers.csv": officers, "enterprises.csv": enterprises} {
		if err := writeTable(filepath.Join(folder, name), rows); err != nil {
			return err
		}
	}
	return nil
}

// writeTable writes CSV with a byte order mark, without which Excel does not read its Chinese.
func writeTable(path string, rows [][]string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer f.Close()
	f.WriteString(byteOrderMark)
	w := csv.NewWriter(f)
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("export %s: %w", path, err)
	}
	return f.Close()
}

// writePortrait writes an officer's portrait and returns its name for the table; "" if there is none. Its
// file has the certificate's bytes for a name, so that no certificate names a place elsewhere.
func writePortrait(o inspection.Officer, folder string) (string, error) {
	head, body, _ := strings.Cut(o.Photo, ";base64,")
	picture, err := base64.StdEncoding.DecodeString(body)
	if o.Photo == "" || err != nil {
		return "", nil
	}
	name := fmt.Sprintf("portraits/%x.%s", o.Certificate, strings.TrimPrefix(head, "data:image/"))
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("export: %w", err)
	}
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		return "", fmt.Errorf("export: %w", err)
	}
	return name, nil
}
