#!/bin/sh
# Records what only the owner of a node can see: its routes and its iptables rules. It only reads.
# Run it as root on the node; NODE is the name that `kubectl get nodes` shows.
set -u
umask 077

usage() {
  cat <<'TEXT'
Usage: capture-node.sh [NODE [FOLDER]]

Writes FOLDER/nodes/NODE/ip-route.txt and iptables-save.txt (default: this host's name, the current folder).
Copy the folder `nodes` into the unpacked archive of capture.sh, beside its folder `cluster`, and analyze that folder.

Exit codes: 0 both written; 10 only one of them; 1 none; 2 wrong usage.
TEXT
}

wrong_usage() {
  printf 'capture-node.sh: %s (see --help)\n' "$1" >&2
  exit 2
}

# FILE COMMAND...: what the command prints, if it works.
record() {
  file=$folder/$1
  shift
  if "$@" >"$file" 2>"$file.stderr" </dev/null && [ -s "$file" ]; then
    written=$((written + 1))
  else
    rm -f "$file"
    printf 'capture-node.sh: %s: %s\n' "$*" "$(sed -n 1p "$file.stderr")" >&2
  fi
  [ -s "$file.stderr" ] || rm -f "$file.stderr"
}

case ${1-} in -h | --help) usage && exit 0 ;; esac
[ $# -le 2 ] || wrong_usage "too many arguments"
node=${1:-$(uname -n)}
case $node in '' | *[!a-z0-9.-]* | [.-]* | *..*) wrong_usage "not the name of a node: $node" ;; esac
folder=${2:-.}/nodes/$node
mkdir -p -- "$folder" || exit 1

written=0
record ip-route.txt ip route show table all
record iptables-save.txt iptables-save
case $written in
  2) exit 0 ;;
  1) exit 10 ;;
  *) exit 1 ;;
esac
