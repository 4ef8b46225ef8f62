package code_test

import (
	"crypto/rand"
	"fmt"
	"log"
	"time"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// A whole code, from the key to the scan.
func Example() {
	now := time.Date(2023, 9, 4, 15, 0, 0, 0, inspection.Shanghai)
	key, err := code.Generate(rand.Reader, code.SM2, 8, now)
	if err != nil {
		log.Fatal(err)
	}
	signing, err := code.NewKeys(key)
	if err != nil {
		log.Fatal(err)
	}
	from := time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)
	printed := code.Token{ID: "041061050r3gg28a", Enterprise: "91350100M000100Y43", Agency: 1204, From: from, Until: from.Add(8 * time.Hour)}
	digits, err := signing.Sign(printed, now)
	if err != nil {
		log.Fatal(err)
	}
	symbol, err := code.NewSymbol("https://jcm.sh.gov.cn/c/", digits, code.Q)
	if err != nil {
		log.Fatal(err)
	}
	short, err := code.ShortOf(printed.Ref())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(digits), "digits, version", symbol.Version(), "or", short)

	// Elsewhere, with nothing but the published keys.
	verifying, err := code.ParseKeys(signing.PublicDocument())
	if err != nil {
		log.Fatal(err)
	}
	token, err := verifying.Parse(digits)
	if err != nil {
		log.Fatal(err)
	}
	scanned := from.Add(10 * time.Minute)
	fmt.Println(token.Ref(), token.Enterprise, token.WindowAt(scanned), token.FreshnessAt(scanned))
	_, err = verifying.Parse("9" + digits[1:])
	fmt.Println(err)
	// Output:
	// 231 digits, version 9 or 07Q0-4106-1050-R3M6
	// 2023-09-05-041061050r3gg28a 91350100M000100Y43 within printed
	// not an inspection code: a block of digits is too large
}
