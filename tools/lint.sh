#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Format, clang-tidy, floor plan, licence lines and licences. Fails on the first that does.
set -eu
cd "$(dirname "$0")/.."

echo "lint: format"
git ls-files '*.cpp' '*.hpp' | xargs clang-format-16 --dry-run --Werror

echo "lint: licence lines"
missing=$(git ls-files '*.cpp' '*.hpp' '*.py' 'tools/*.sh' | xargs grep -L 'SPDX-License-Identifier: Apache-2.0' || true)
[ -z "$missing" ] || { echo "no SPDX line in: $missing" >&2; exit 1; }

echo "lint: floor plan"
python3 tools/check_floor_plan.py .

echo "lint: licences of what is linked"
python3 tools/check_licences.py build/release

echo "lint: raw pointers"
# base/raw.hpp hands out pointers for C libraries: only these wrappers may include it.
allowed='src/base/deflate.cpp src/base/digest.cpp src/base/inflate.cpp src/unpack/sevenzip/aes.cpp src/unpack/methods/methods.cpp src/unpack/zip/crypt.cpp src/unpack/libarchive/libarchive.cpp'
for file in $(git grep -l '"base/raw.hpp"' -- 'src/*' 'apps/*'); do
  case " $allowed " in *" $file "*) ;; *) echo "$file includes base/raw.hpp and is no wrapper" >&2; exit 1 ;; esac
done

echo "lint: clang-tidy"
cmake --build --preset release --target fumiban -- -j"$(nproc)" > /dev/null
git ls-files 'src/*.cpp' 'apps/*.cpp' | grep -v '_test\.cpp$' |
  xargs -P "$(nproc)" -n 3 clang-tidy-16 --quiet --extra-arg=-Wno-unknown-warning-option -p build/release 2>/dev/null
echo "lint: clean"
