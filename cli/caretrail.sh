#!/bin/sh
# The `caretrail` command: finds the project behind the link that npx made, and goes on under the right Node.
set -eu
self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
exec sh "$(dirname "$self")/../scripts/with-node.sh" caretrail "$@"
