package serve

import (
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
)

// Submitted has what events of one type carry taken in, and answers with the event that came of each.
func Submitted[T any](req *handler.Request, kind string, take func(T) (event.Event, error)) (handler.Response, error) {
	return Events(req, func(e event.Event) (event.Event, error) {
		if e.Type() != kind {
			return event.Event{}, UnknownType()
		}
		data, err := event.Submitted[T](e)
		if err != nil {
			return event.Event{}, err
		}
		return take(data)
	})
}

// Sent has what was sent as JSON taken in, and answers with the data of the event that came of it.
func Sent[T, Came any](req *handler.Request, take func(T) (event.Event, error)) (handler.Response, error) {
	var data T
	if err := event.Strict(req.Body, &data); err != nil {
		return handler.Response{}, err
	}
	e, err := take(data)
	if err != nil {
		return handler.Response{}, err
	}
	came, err := event.Data[Came](e)
	if err != nil {
		return handler.Response{}, err
	}
	return AsJSON(http.StatusOK, came)
}
