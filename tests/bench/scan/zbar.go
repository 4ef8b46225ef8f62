package main

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// zbar is the program zbarimg, if it is installed: another reader than ZXing in every part, which
// finds any number of symbols in a picture. It is told to look for QR symbols only.
func zbar(ctx context.Context) (found reader, installed bool, err error) {
	program, err := exec.LookPath(zbarName)
	if errors.Is(err, exec.ErrNotFound) {
		return reader{}, false, nil
	}
	if err != nil {
		return reader{}, false, fmt.Errorf("look for zbarimg: %w", err)
	}
	version, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return reader{}, false, fmt.Errorf("ask zbarimg for its version: %w", err)
	}
	return reader{zbarName + " " + strings.TrimSpace(string(version)), func(ctx context.Context, pictures []*image.Gray) ([][]string, error) {
		found, err := runZbar(ctx, program, pictures)
		if err != nil {
			return nil, fmt.Errorf("decode with zbarimg: %w", err)
		}
		return found, nil
	}}, true, nil
}

// zbarName is the program, and the first word of its decoder's name.
const zbarName = "zbarimg"

// noneFound is how zbarimg ends when some picture held nothing.
const noneFound = 4

// runZbar writes the pictures to a directory of their own, and starts the program once for all.
func runZbar(ctx context.Context, program string, pictures []*image.Gray) ([][]string, error) {
	directory, err := os.MkdirTemp("", "scan-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	arguments := []string{"--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", "--"}
	names := make([]string, len(pictures))
	for i, picture := range pictures {
		names[i] = fmt.Sprintf("%04d.png", i)
		if err := writePNG(filepath.Join(directory, names[i]), picture); err != nil {
			return nil, err
		}
	}
	var complaints strings.Builder
	run := exec.CommandContext(ctx, program, append(arguments, names...)...)
	run.Dir, run.Stderr = directory, &complaints
	output, err := run.Output()
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) && ended.ExitCode() == noneFound {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, complaints.String())
	}
	return readZbar(output, names)
}

func writePNG(name string, picture *image.Gray) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(file, picture); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// readZbar reads the program's XML, which names every file, whether or not it held anything.
func readZbar(output []byte, names []string) ([][]string, error) {
	var document struct {
		Sources []struct {
			File    string `xml:"href,attr"`
			Symbols []struct {
				Data struct {
					Format string `xml:"format,attr"`
					Text   string `xml:",chardata"`
				} `xml:"data"`
			} `xml:"index>symbol"`
		} `xml:"source"`
	}
	if err := xml.Unmarshal(output, &document); err != nil {
		return nil, fmt.Errorf("read its answer: %w", err)
	}
	if len(document.Sources) != len(names) {
		return nil, fmt.Errorf("it answers about %d pictures of %d", len(document.Sources), len(names))
	}
	found := make([][]string, len(names))
	for i, source := range document.Sources {
		if source.File != names[i] {
			return nil, fmt.Errorf("it answers about %q, want %q", source.File, names[i])
		}
		for _, symbol := range source.Symbols {
			text := symbol.Data.Text
			if symbol.Data.Format == "base64" { // what XML cannot say
				raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
				if err != nil {
					return nil, fmt.Errorf("read its answer about %s: %w", source.File, err)
				}
				text = string(raw)
			}
			found[i] = append(found[i], text)
		}
	}
	return found, nil
}
