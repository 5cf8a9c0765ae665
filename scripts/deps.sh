#!/bin/sh
# Installs what the tests need on Debian and its relatives; elsewhere it says what is missing and how to point at one.
set -eu
missing=""
have() { command -v "$1" >/dev/null 2>&1; }
need() { # need PROGRAM-OR-PATH DEBIAN-PACKAGE
	for p in $1; do if have "$p" || [ -e "$p" ]; then return 0; fi; done
	missing="$missing $2"
}
pg=$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | head -n 1 || true)
if [ -z "$pg" ] && ! have postgres && [ -z "${GOODTURN_TEST_POSTGRES:-}" ]; then missing="$missing postgresql"; fi
need "chromium chromium-browser google-chrome" chromium
need opendkim-testmsg opendkim-tools
need "/usr/lib/python3/dist-packages/dkim" python3-dkim
need spamassassin spamassassin
need /usr/bin/python3 python3
need gcc gcc
need node nodejs
need npm npm
need curl curl
[ -z "$missing" ] && exit 0
if have apt-get; then
	as=""
	[ "$(id -u)" -eq 0 ] || as="sudo"
	if [ -z "$as" ] || have sudo; then
		echo "installing:$missing"
		export DEBIAN_FRONTEND=noninteractive
		$as apt-get update -q >/dev/null
		# A server that apt would start by itself is not wanted: the tests start their own, on a port of their own.
		# shellcheck disable=SC2086
		$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
		exit 0
	fi
fi
echo "The tests need what these Debian packages hold:$missing" >&2
echo "Install their like, or point at one: GOODTURN_TEST_POSTGRES=postgres://..., GOODTURN_TEST_CHROME=/path/to/chrome." >&2
exit 1
