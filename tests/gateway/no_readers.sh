#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A program beside the worker has no reader of content linked in: neither our folders nor the libraries that they use.
# Usage: no_readers.sh PROGRAM
set -eu
readers='fumiban::\(mime\|zip\|sevenzip\|cfb\|ovba\|vba\|office\|rtf\|flatxml\|html\|pdf\|text\|libarchive\|compressed\|activemime\|engine\|disguise\|disarm\|rewrite\)::'
if nm -C "$1" | grep "$readers"; then echo "readers are linked into $1"; exit 1; fi
if ldd "$1" | grep -E 'libarchive|libbz2|liblzma|libzstd|libxml2'; then echo "$1 needs libraries of readers"; exit 1; fi
echo "no readers in $1"
