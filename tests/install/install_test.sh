#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs a build into a private folder, looks at what is there, and builds a program outside of the tree against it.
# Usage: install_test.sh CMAKE BUILD_FOLDER SOURCE_FOLDER CXX_COMPILER PYTHON [BUILD_TYPE]
# The build must be complete (all of the default target).
set -eu
cmake=$1 build=$(cd "$2" && pwd) source=$(cd "$3" && pwd) compiler=$4 python=$5 type=${6:-RelWithDebInfo}

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
prefix=$work/prefix
errors=0
wrong() {
  echo "install: $*"
  errors=$((errors + 1))
}

"$cmake" --install "$build" --prefix "$prefix" > "$work/install.log" 2>&1 || {
  cat "$work/install.log"
  echo "install: cmake --install failed"
  exit 1
}
(cd "$prefix" && find . -type f -o -type l) | sed 's|^\./||' | LC_ALL=C sort > "$work/installed"
echo "installed: $(wc -l < "$work/installed") files"

# What must be there.
for name in bin/fumiban sbin/fumiband libexec/fumiban/fumiban-worker libexec/fumiban/fumiban-resolver include/fumiban/scan.hpp include/fumiban/wall.hpp include/fumiban/report.hpp include/fumiban/verdict.hpp include/fumiban/finding.hpp \
  include/fumiban/options.hpp include/fumiban/json.hpp share/man/man1/fumiban.1 share/bash-completion/completions/fumiban \
  share/zsh/site-functions/_fumiban; do
  grep -qx "$name" "$work/installed" || wrong "$name is missing"
done
for name in fumiban-config.cmake fumiban-config-version.cmake fumiban-targets.cmake; do
  grep -q "/cmake/fumiban/$name\$" "$work/installed" || wrong "$name is missing"
done
grep -Eq '^lib[^/]*/(.*/)?libfumiban\.(a|so)' "$work/installed" || wrong "the library is missing"

# What must not be there: tests and their builders, sources, fuzzers, files of the build.
while IFS= read -r name; do
  case $name in
    bin/fumiban | sbin/fumiband | libexec/fumiban/fumiban-worker | libexec/fumiban/fumiban-resolver | include/fumiban/*.hpp | share/man/man*/fumiban*.[0-9] | share/bash-completion/completions/fumiban*) ;;
    share/zsh/site-functions/_fumiban* | */cmake/fumiban/fumiban-*.cmake | lib*/libfumiban.a | lib*/libfumiban.so* | lib*/*/libfumiban.a | lib*/*/libfumiban.so*) ;;
    lib/systemd/system/fumiband.service | share/doc/fumiban-gateway/* | share/licenses/fumiban/*) ;;
    *) wrong "$name: nobody said that this is installed" ;;
  esac
done < "$work/installed"
for part in test builder sample evasion fuzz bench corpus gtest; do
  grep -i "$part" "$work/installed" && wrong "a file of $part is installed"
done

# Nothing of tests/ is inside of the programs either, and no path of this machine is in what others include.
for file in "$prefix/bin/fumiban" "$prefix/sbin/fumiband" "$prefix/libexec/fumiban/fumiban-worker" "$prefix/libexec/fumiban/fumiban-resolver" $(find "$prefix" -name 'libfumiban.*'); do
  if grep -aq 'fumiban4test' "$file"; then wrong "${file#"$prefix"/} holds code of namespace fumiban::test"; fi
done
for file in $(find "$prefix" -name '*.cmake' -o -name '*.hpp' -o -name 'fumiban.1' -o -name '_fumiban' -o -path '*completions/fumiban'); do
  if grep -aqF -e "$build" -e "$source" "$file"; then wrong "${file#"$prefix"/} names a folder of the build"; fi
done
"$python" "$source/tests/install/harmless.py" "$prefix" || wrong "something installed holds a test string whole"

# The headers stand alone: each one compiles by itself, warnings are errors.
for header in "$prefix"/include/fumiban/*.hpp; do
  printf '#include "fumiban/%s"\n#include "fumiban/%s"\n' "${header##*/}" "${header##*/}" > "$work/one.cpp"
  "$compiler" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" "$work/one.cpp" ||
    wrong "${header##*/} does not compile by itself"
done

# A program outside of the tree.
if "$cmake" -S "$source/tests/install/outside" -B "$work/outside/build" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_BUILD_TYPE="$type" > "$work/outside.log" 2>&1 && "$cmake" --build "$work/outside/build" >> "$work/outside.log" 2>&1; then
  if "$work/outside/build/outside" > "$work/said"; then
    grep -q ' malicious 5$' "$work/said" || wrong "the program outside says: $(head -1 "$work/said")"
    grep -qx 'name.double-extension' "$work/said" || wrong "the program outside does not find the double extension"
    grep -q '^{"path":"mail",' "$work/said" || wrong "the program outside writes no JSON"
  else
    wrong "the program outside fails"
  fi
else
  tail -30 "$work/outside.log"
  wrong "no program outside can be built with find_package(fumiban)"
fi

# The installed program runs from where it is, with nothing but the system's libraries, and moved elsewhere too.
mv "$prefix" "$work/moved"
printf 'From: a@example.invalid\r\nSubject: x\r\n\r\nHello.\r\n' > "$work/a.eml"
"$work/moved/bin/fumiban" scan "$work/a.eml" > "$work/said" || wrong "the installed program fails: $?"
grep -q clean "$work/said" || wrong "the installed program does not say clean"

echo "install: $errors errors"
test "$errors" -eq 0
