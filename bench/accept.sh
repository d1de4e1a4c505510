#!/bin/sh
# How many callbacks of different groups become durable in a second, on SQLite and on PostgreSQL, in
# one run of about 45 s. Needs a JDK 17 or newer and Maven; PostgreSQL comes with the test libraries.
set -eu
cd "$(dirname "$0")/.."
classpath=$(mktemp)
trap 'rm -f "$classpath"' EXIT
mvn -q -B -ntp test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile="$classpath"
java -cp "target/test-classes:target/classes:$(cat "$classpath")" dev.headroom.jobs.AcceptBench
