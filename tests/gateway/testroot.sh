#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes a Debian root with a server in it, if it is not there yet: servers that tests need are never installed on the host.
# Usage: testroot.sh FOLDER PACKAGE...   (as root; takes a minute the first time)
set -eu
root=$1
shift
stamp=$root/.made-of-$(echo "$*" | tr ' ' '_')
[ -e "$stamp" ] && exit 0
rm -rf "$root"
mkdir -p "$(dirname "$root")"
include=$(echo "$*" | tr ' ' ',')
sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list
# Nothing in it is started: there is no init, and what would start one is told not to.
mmdebstrap --quiet --variant=essential --include="$include" \
  --essential-hook='printf "#!/bin/sh\nexit 101\n" > "$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d"' \
  bookworm "$root" "$sources"
touch "$stamp"
