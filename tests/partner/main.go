// Partner is an agency's own system in as few lines as it takes (对接使用): it signs in, submits the task on its
// standard input as a CloudEvent, gets the code in the same call, verifies the code's signature with the
// published keys and prints the code's address. Running it again changes nothing.
//
//	go run ./tests/partner http://127.0.0.1:8080 system/310000-transport < task.json
//
// With an address to listen at, which the city knows as the agency's webhook, and the agency's key in KEY, it also
// prints whatever happens to the agency's inspections, as it is pushed, until it has the result of this one.
//
//	KEY=… go run ./tests/partner http://127.0.0.1:8080 system/310000-transport 127.0.0.1:9000 < task.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"

	"inspectioncode.example/shared/code"
)

func main() {
	city, who := os.Args[1], os.Args[2]
	var webhook *webhook
	if len(os.Args) > 3 {
		webhook = listen(os.Args[3], strings.TrimPrefix(city, "http://"), os.Getenv("KEY"))
	}
	token := read(http.PostForm(city+"/sign-in", url.Values{"as": {who}, "token": {"yes"}})) // elsewhere: the city's sign-on

	task, err := io.ReadAll(os.Stdin)
	check(err)
	submitted := event.New()
	submitted.SetType("task.submitted")
	submitted.SetSource("/partner")
	submitted.SetID("1")
	check(submitted.SetData(event.ApplicationJSON, json.RawMessage(task)))
	req, err := cehttp.NewHTTPRequestFromEvent(context.Background(), city+"/function/issue-code", submitted)
	check(err)
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	req.Header.Set("Accept", event.ApplicationCloudEventsJSON)
	var issued struct {
		Data struct{ Code struct{ Digits, URL string } }
	}
	check(json.Unmarshal(read(http.DefaultClient.Do(req)), &issued))

	keys, err := code.ParseKeys(read(http.Get(city + code.KeysPath))) // once a day is enough; then no network is needed
	check(err)
	genuine, err := keys.Parse(issued.Data.Code.Digits)
	check(err)
	fmt.Println(genuine.Ref(), genuine.Enterprise, issued.Data.Code.URL)

	if webhook != nil {
		for had := map[string]bool{}; !had["code.issued"] || !had["result.recorded"]; { // they come in any order
			e := <-webhook.news
			had[e.Type] = had[e.Type] || e.Subject == genuine.Ref().String()
			fmt.Println(e.Type, e.Subject)
		}
		check(webhook.server.Shutdown(context.Background())) // not before the last is answered
	}
}

// read is the body of a good answer; what is wrong with a bad one says itself.
func read(resp *http.Response, err error) []byte {
	check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	check(err)
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("%s\n%s", resp.Status, body)
	}
	return body
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
