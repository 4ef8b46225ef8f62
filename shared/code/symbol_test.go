package code

import (
	"bytes"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
	"rsc.io/qr/coding"
)

const prefix = "https://jcm.sh.gov.cn/c/"

// scan reads a picture as a phone would, with a reader that knows nothing of how it was drawn.
func scan(t testing.TB, picture []byte) (text, level string) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("the reader finds nothing: %v", err)
	}
	level, _ = result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL].(string)
	return result.GetText(), level
}

func TestAnyReaderReadsTheSymbol(t *testing.T) {
	keys := newSet(t, newKey(t, SM2, 8))
	for _, c := range []struct {
		level   Level
		name    string
		version int
	}{{M, "M", 7}, {Q, "Q", 9}} {
		for slot := range uint16(8) { // other digits, and so other masks
			token := sample()
			token.Slot = slot
			digits := sign(t, keys, token)
			for _, draw := range []func(string, string, Level) (*Symbol, error){NewSymbol, NewQuickSymbol} {
				s, err := draw(prefix, digits, c.level)
				if err != nil {
					t.Fatal(err)
				}
				if s.Version() != c.version || s.Size != 17+4*c.version {
					t.Errorf("level %s: version %d of %d modules, want version %d", c.name, s.Version(), s.Size, c.version)
				}
				picture, err := s.PNG(4)
				if err != nil {
					t.Fatal(err)
				}
				text, level := scan(t, picture)
				if text != prefix+digits || level != c.name {
					t.Errorf("read %q at level %s, want %q at %s", text, level, prefix+digits, c.name)
				}
			}
		}
	}
}

func TestTheSymbolGrowsWithThePrefix(t *testing.T) {
	digits := sign(t, newSet(t, newKey(t, Ed25519, 1)), sample())
	for _, c := range []struct {
		prefix  string
		version int
	}{
		{"http://127.0.0.1:8080/c/", 7},
		{prefix, 7},
		{prefix + "x", 8},
		{"https://" + strings.Repeat("x", 500) + "/", 19},
	} {
		s, err := NewQuickSymbol(c.prefix, digits, M)
		if err != nil || s.Version() != c.version {
			t.Errorf("prefix of %d: version %d, %v; want %d", len(c.prefix), s.Version(), err, c.version)
		}
	}
}

func TestWhatIsNoCodeIsNotDrawn(t *testing.T) {
	digits := strings.Repeat("1", Length)
	for _, c := range []struct {
		prefix, digits string
		level          Level
	}{
		{prefix, "", M},
		{prefix, digits + "a", M},
		{prefix, " " + digits, M},
		{prefix, digits, Level(coding.L)},
		{prefix, digits, 7},
		{prefix, digits, -1},
		{strings.Repeat("x", 3000), digits, M},
	} {
		if s, err := NewSymbol(c.prefix, c.digits, c.level); err == nil {
			t.Errorf("prefix of %d, %d digits, level %d: drawn in version %d", len(c.prefix), len(c.digits), c.level, s.Version())
		}
	}
}

// zxingPenalty is what the reader's own library thinks of a symbol, rule by rule.
func zxingPenalty(s *Symbol) int {
	m := encoder.NewByteMatrix(s.Size, s.Size)
	for y := range s.Size {
		for x := range s.Size {
			m.SetBool(x, y, s.Black(x, y))
		}
	}
	return encoder.MaskUtil_applyMaskPenaltyRule1(m) + encoder.MaskUtil_applyMaskPenaltyRule2(m) +
		encoder.MaskUtil_applyMaskPenaltyRule3(m) + encoder.MaskUtil_applyMaskPenaltyRule4(m)
}

func TestThePenaltyIsTheStandards(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		size := 21 + random.IntN(30)
		s := &Symbol{Size: size, black: make([]bool, size*size)}
		often := random.Float64() // from nearly white to nearly black
		for i := range s.black {
			s.black[i] = random.Float64() < often
		}
		if got, want := s.penalty(), zxingPenalty(s); got != want {
			t.Fatalf("penalty %d, want %d, of %d modules with %.2f black", got, want, size, often)
		}
	}
}

func TestTheBestMaskIsChosen(t *testing.T) {
	digits := sign(t, newSet(t, newKey(t, Ed25519, 1)), sample())
	s, err := NewSymbol(prefix, digits, M)
	if err != nil {
		t.Fatal(err)
	}
	better := 0
	for mask := coding.Mask(0); mask < 8; mask++ {
		other := drawnUnder(t, digits, M, mask)
		if zxingPenalty(other) < zxingPenalty(s) {
			t.Errorf("mask %d has penalty %d, the chosen one %d", mask, zxingPenalty(other), zxingPenalty(s))
		}
		if zxingPenalty(other) > zxingPenalty(s) {
			better++
		}
	}
	if better == 0 {
		t.Error("all masks have the same penalty, so this shows nothing")
	}
}

// drawnUnder draws under a mask by the library alone.
func drawnUnder(t *testing.T, digits string, level Level, mask coding.Mask) *Symbol {
	t.Helper()
	plan, err := coding.NewPlan(map[Level]coding.Version{M: 7, Q: 9}[level], coding.Level(level), mask)
	if err != nil {
		t.Fatal(err)
	}
	c, err := plan.Encode(coding.String(prefix), coding.Num(digits))
	if err != nil {
		t.Fatal(err)
	}
	s := &Symbol{Size: c.Size}
	for i := range c.Size * c.Size {
		s.black = append(s.black, c.Black(i%c.Size, i/c.Size))
	}
	return s
}

func TestASymbolUnderAnotherMaskIsTheOneThatWouldBeDrawn(t *testing.T) {
	digits := sign(t, newSet(t, newKey(t, Ed25519, 1)), sample())
	for _, level := range []Level{M, Q} {
		s, plan, err := draw(prefix, digits, level)
		if err != nil {
			t.Fatal(err)
		}
		for mask := coding.Mask(0); mask < 8; mask++ {
			if got, want := s.under(mask, plan), drawnUnder(t, digits, level, mask); !slices.Equal(got.black, want.black) {
				t.Errorf("level %d, mask %d: another symbol", level, mask)
			}
		}
	}
}
