#!/bin/sh
# The rate of the callback port as a share of a bare Vert.x server's, in one run of about 100 s.
# Needs a JDK 17 or newer and Maven; on a machine with taskset each server has one core to itself.
set -eu
cd "$(dirname "$0")/.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -ntp test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile="$classpath"
java=java
command -v taskset >/dev/null && [ "$(nproc)" -gt 1 ] && java="taskset -c 1 java"
exec $java -cp "target/test-classes:target/classes:$(cat "$classpath")" \
  dev.headroom.callback.CallbackBench
