#!/bin/sh
# Signs one call of Alipay's OpenAPI v3 with openssl and makes it with curl.
#
#   alipay-curl.sh METHOD PATH [BODY [NAME=@FILE ...]]
#
# ALIPAY_APP_ID          the application's id
# ALIPAY_PRIVATE_KEY     path of the application's private key, PEM
# ALIPAY_ENDPOINT        http://127.0.0.1:4010 by default: the local sandbox
# ALIPAY_APP_AUTH_TOKEN  calls on behalf of the merchant who issued it; optional
#
# PATH holds the query, percent-encoded. With files, BODY is the part `data`: the only one that is signed.
set -eu

method=$1
path=$2
body=${3-}
[ $# -lt 3 ] && shift 2 || shift 3
token=${ALIPAY_APP_AUTH_TOKEN-}
endpoint=${ALIPAY_ENDPOINT-http://127.0.0.1:4010}

nonce=$(openssl rand -hex 16)
authorization="app_id=$ALIPAY_APP_ID,nonce=$nonce,timestamp=$(date +%s)000"
sign=$({
  printf '%s\n' "$authorization" "$method" "$path" "$body"
  [ -z "$token" ] || printf '%s\n' "$token"
} | openssl dgst -sha256 -sign "$ALIPAY_PRIVATE_KEY" | openssl base64 -A)

call() {
  curl --silent --show-error --fail-with-body --request "$method" "$endpoint$path" \
    --header "authorization: ALIPAY-SHA256withRSA $authorization,sign=$sign" \
    --header "alipay-request-id: $nonce" \
    ${token:+--header "alipay-app-auth-token: $token"} "$@"
}

if [ $# -gt 0 ]; then
  for file in "$@"; do
    set -- "$@" --form "$file"
    shift
  done
  if [ -n "$body" ]; then
    printf '%s' "$body" | call --form 'data=<-;type=application/json' "$@"
  else
    call "$@"
  fi
elif [ -n "$body" ]; then
  call --header 'content-type: application/json' --data-raw "$body"
else
  call --header 'content-type: application/json'
fi
echo
