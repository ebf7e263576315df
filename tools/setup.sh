#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the packages of the named sections of packaging/debian-packages.txt that are missing. Quick when none is.
# Usage: tools/setup.sh SECTION...
set -eu
export LC_ALL=C
list=$(dirname "$0")/../packaging/debian-packages.txt
wanted=$(for section in "$@"; do
  awk -v want="[$section]" '/^\[/ { on = ($1 == want) } on && /^[a-z0-9]/ { print $1 }' "$list"
done)
missing=
for package in $wanted; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
as_root=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: these packages are missing, and there is no sudo to install them:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "setup: installing$missing"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
