key=an-example-of-a-key-of-your-agency
# as they arrive: ce- headers and body
id=code.revoked.041061050r3gg28a
source=/inspection-code
type=code.revoked
subject=2026-09-05-041061050r3gg28a
time=2026-09-04T07:20:00Z
signature=wcbP14FCaCudrYwvmwVdvj9D_W8SnrXjquFnzwhBW8s
body='{"by":{"agency":"310000-transport"},"inspection":{"day":"2026-09-05","id":"041061050r3gg28a"},"reason":"typhoon","revoked":"2026-09-04T15:20:00+08:00"}'

digest=$(printf %s "$body" | openssl dgst -sha256 -binary | base64 | tr -d =)
words='["inspection-code event 1","'$id'","'$source'","'$type'","'$subject'","'$time'","'$digest'"]'
want=$(printf %s "$words" | openssl dgst -sha256 -hmac "$key" -binary | base64 | tr +/ -_ | tr -d =)
[ "$want" = "$signature" ] && echo genuine
