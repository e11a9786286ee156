#!/bin/sh
# Compiles the network mb_conv, links main.c with its archive and runs the program. Usage: run.sh [folder for the results]
set -e
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../build/demo/c_program}
"${COCC:-cocc}" "$here/../mb_conv/mb_conv.yaml" -o "$out"
${CC:-cc} -std=c11 -O2 -Wall -Wextra -I "$out" "$here/main.c" "$out/libmb_conv.a" -lm -o "$out/step_mb_conv"
"$out/step_mb_conv"
