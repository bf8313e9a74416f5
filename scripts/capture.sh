#!/bin/sh
# Records what an Istio mesh looks like now, into one archive for `meshtriage analyze`. Needs kubectl and a POSIX shell.
# It only reads: kubectl get, logs, exec of fixed read-only commands, and port-forward to ztunnel. It never asks for a Secret.
# Adding a step is one line: in `object_table`, or a call of `step`, `admin` or `debug_page` in the phase it belongs to.

# shellcheck disable=SC2317 # functions are called by the names that `phase` and `each` are given

# Names from the cluster are never patterns (-f); nothing written is readable by others; characters are bytes.
set -uf
umask 077
LC_ALL=C
export LC_ALL

version=0.1.0
newline='
'

# ---------------------------------------------------------------------------------------------------------------- flags

usage() {
  cat <<'TEXT'
Usage: capture.sh [flags]

Records the state of an Istio mesh (1.0 and later, sidecars and ambient) into one archive. Read-only; no Secret is read.

  -n, --namespace NS        only this namespace and Istio's own (repeatable; default: all)
  --exclude-namespace NS    leave this namespace out (repeatable)
  --istio-namespace NS      where the control plane runs (default: found by its labels, else istio-system)
  --context NAME            kubeconfig context; like the next two, passed on with every call
  --kubeconfig FILE         kubeconfig file
  --as USER                 user to impersonate
  --output DIR|FILE.tgz     where the archive goes (default: the current folder)
  --since 1h                how far back logs go
  --max-log-bytes 10M       limit of each log
  --max-proxies 120         how many proxies are looked into: gateways and troubled pods first, then one of each kind
  --all-proxies             look into every proxy
  --timeout 15m             limit of the whole run
  --parallel 2              calls at the same time, 1 to 4
  --only KIND,KIND          only these kinds of step (pods, crd, istiod, proxy, log, dns, ztunnel, cni, istioctl ...)
  --skip KIND,KIND          everything but these
  --only-missing FILE       only the paths listed in FILE, one a line; a line ending in / stands for a folder
  --include-application-logs  logs of the applications too, for the chosen pods
  --probe                   also nslookup, curl and ping from some of the chosen pods
  --no-exec                 never run anything inside a pod
  --dry-run                 print every command instead; only the lists that the choice of pods needs are read
  --quiet                   print nothing but the archive's path and errors
  --version, --help

Exit codes: 0 complete; 10 archive made, some steps failed or were refused; 11 archive made, interrupted;
1 nothing usable; 2 wrong usage.
TEXT
}

wrong_usage() {
  printf 'capture.sh: %s (see --help)\n' "$1" >&2
  exit 2
}

fail() {
  printf 'capture.sh: %s\n' "$1" >&2
  exit 1
}

# seconds in 90, 90s, 15m or 1h; nothing when it is none of them
seconds_in() {
  digits=${1%[smh]}
  case $digits in '' | *[!0-9]* | ??????*) return ;; esac
  case $1 in *m) echo $((digits * 60)) ;; *h) echo $((digits * 3600)) ;; *) echo "$digits" ;; esac
}

# bytes in 500, 64K, 10M or 1G; nothing when it is none of them
bytes_in() {
  digits=${1%[KMG]}
  case $digits in '' | *[!0-9]* | ??????????*) return ;; esac
  case $1 in *K) echo $((digits * 1024)) ;; *M) echo $((digits * 1048576)) ;; *G) echo $((digits * 1073741824)) ;; *) echo "$digits" ;; esac
}

is_label() {
  case $1 in '' | *[!a-z0-9-]* | -* | *-) return 1 ;; esac
  [ "${#1}" -le 63 ]
}

read_flags() {
  namespaces='' excluded='' istio_namespace='' context='' kubeconfig='' as='' output=. since=1h max_log_bytes=10M
  max_proxies=120 timeout=15m parallel=2 only='' skipped_kinds='' only_missing=''
  application_logs='' probing='' no_exec='' dry_run='' quiet=''
  while [ $# -gt 0 ]; do
    case $1 in
      --*=*)
        flag=${1%%=*} value=${1#*=}
        shift
        set -- "$flag" "$value" "$@"
        ;;
    esac
    case $1 in
      -h | --help) usage && exit 0 ;;
      --version) echo "capture.sh $version" && exit 0 ;;
      --all-proxies) max_proxies=1000000 && shift && continue ;;
      --include-application-logs) application_logs=yes && shift && continue ;;
      --probe) probing=yes && shift && continue ;;
      --no-exec) no_exec=yes && shift && continue ;;
      --dry-run) dry_run=yes && shift && continue ;;
      --quiet) quiet=yes && shift && continue ;;
    esac
    [ $# -ge 2 ] || wrong_usage "unknown flag, or a value is missing: $1"
    case $1 in
      -n | --namespace) namespaces="$namespaces$2$newline" ;;
      --exclude-namespace) excluded="$excluded$2$newline" ;;
      --istio-namespace) istio_namespace=$2 ;;
      --context) context=$2 ;;
      --kubeconfig) kubeconfig=$2 ;;
      --as) as=$2 ;;
      --output) output=$2 ;;
      --since) since=$2 ;;
      --max-log-bytes) max_log_bytes=$2 ;;
      --max-proxies) max_proxies=$2 ;;
      --timeout) timeout=$2 ;;
      --parallel) parallel=$2 ;;
      --only) only=$2 ;;
      --skip) skipped_kinds=$2 ;;
      --only-missing) only_missing=$2 ;;
      *) wrong_usage "unknown flag: $1" ;;
    esac
    shift 2
  done
  check_flags
}

check_flags() {
  while IFS= read -r namespace; do
    [ -z "$namespace" ] || is_label "$namespace" || wrong_usage "not the name of a namespace: $namespace"
  done <<EOF
$namespaces$excluded$istio_namespace
EOF
  [ -n "$(seconds_in "$since")" ] || wrong_usage "--since takes a time such as 90s, 30m or 2h"
  time_limit=$(seconds_in "$timeout")
  [ "${time_limit:-0}" -gt 0 ] || wrong_usage "--timeout takes a time such as 90s, 15m or 1h"
  log_limit=$(bytes_in "$max_log_bytes")
  [ "${log_limit:-0}" -gt 0 ] || wrong_usage "--max-log-bytes takes a size such as 500K or 10M"
  case $max_proxies in '' | *[!0-9]* | ????????*) wrong_usage "--max-proxies takes a number" ;; esac
  case $parallel in [1-4]) ;; *) wrong_usage "--parallel takes a number from 1 to 4" ;; esac
  # The commands come out in order.
  [ -z "$dry_run" ] || parallel=1
  [ -z "$only_missing" ] || [ -r "$only_missing" ] || wrong_usage "cannot read the file given with --only-missing"
  command -v kubectl >/dev/null || fail "kubectl is not installed, or not in PATH"
}

# ------------------------------------------------------------------------------------------------------------- manifest

say() {
  [ -n "$quiet" ] || printf '%s\n' "$1" >&2 || true
}

first_line() { # FILE
  [ ! -r "$1" ] || sed -n 1p "$1"
}

now() {
  date +%s
}

timestamp() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# %N is not in POSIX, and not in the date of macOS.
case $(date +%s%N) in
  *[!0-9]*) milliseconds() { echo "$(now)000"; } ;;
  *) milliseconds() {
    nanoseconds=$(date +%s%N)
    echo "${nanoseconds%??????}"
  } ;;
esac

if command -v sha256sum >/dev/null; then
  sha256() { sha256sum | cut -c1-64; }
elif command -v shasum >/dev/null; then
  sha256() { shasum -a 256 | cut -c1-64; }
else
  sha256() { cat >/dev/null; }
fi

# shellcheck disable=SC2016
json_functions='
  function quoted(text) {
    gsub(/["\\]/, "\\\\&", text)
    gsub(/\t/, "\\t", text)
    gsub(/\n/, "\\n", text)
    gsub(/[^ -~]/, "?", text)
    return "\"" text "\""
  }
'

# The arguments as an array.
json_array() {
  awk -- "$json_functions"' BEGIN {
    for (i = 1; i < ARGC; i++) line = line (i > 1 ? "," : "") quoted(ARGV[i])
    print "[" line "]"
  }' "$@"
}

# record KEY VALUE ...: one line of the manifest. KEY# takes its value as it is (number, true, array); empty values are left out.
# One short write to a file opened for appending, so that lines of parallel workers never mix.
record() {
  awk -- "$json_functions"' BEGIN {
    for (i = 1; i + 1 < ARGC; i += 2) {
      if (ARGV[i + 1] == "") continue
      raw = sub(/#$/, "", ARGV[i])
      line = line (line == "" ? "" : ",") quoted(ARGV[i]) ":" (raw ? ARGV[i + 1] : quoted(ARGV[i + 1]))
    }
    print "{" line "}"
  }' "$@" >>"$manifest"
}

record_skip() { # NAME PATH REASON DETAIL
  [ -n "$dry_run" ] || record step "$1" path "$2" skipped "$3" detail "$4"
}

# ------------------------------------------------------------------------------------------------------------ redaction

# Reads what a command prints and passes it on without secrets. kubectl and Envoy print JSON with one key a line, which
# decides what a value is; compact JSON, YAML inside strings and log lines are searched for shapes.
# REDACT_KIND: json, any (JSON, or text in old versions), optional (JSON or nothing), log, text, transcript,
# dates (only the Date header of an HTTP answer passes).
# shellcheck disable=SC2016
redactor='
  BEGIN {
    kind = ENVIRON["REDACT_KIND"]
    structured = kind ~ /^(json|any|optional)$/
    limit = ENVIRON["REDACT_LIMIT"] + 0
    mask = "[redacted]"
    if (kind == "dates") emit("host " ENVIRON["REDACT_NOW"] "\n")
    word = "(passw(or)?d|passphrase|token|secret|api[_-]?key|credential|private[_.-]?key|access[_-]?key|authorization|cookie|bearer|session_ticket)"
    log_word = "(passw(or)?d|passphrase|(client|shared)[_-]?secret|[a-z]+[_-]token|api[_-]?key|private[_-]?key|access[_-]?key)"
    # Keys that speak about a secret without being one: secretName, tokenPath, jwksUri, credentialNames, fromCookies ...
    about = "(names?|namespace|paths?|files?|filename|refs?|ur[il]s?|type|policy|mode|ttl|audiences?|issuer|provider|expiration(seconds)?|bucket|fill|prefix|fromcookies)$|^jwks"
    mesh_variable = "^(istio_|pilot_|citadel_|use_token|token_audiences|credential_(fetcher|identity)|secret_(ttl|grace|rotation)|require_3p_token|enable_)"
    json_pair = "\\\\?\"[^\"\\\\]*" word "[^\"\\\\]*\\\\?\" ?: ?\\\\?\"[^\"\\\\]*"
    json_variable = "\"(name|key)\" ?: ?\"[^\"]*" word "[^\"]*\", ?\"value\" ?: ?\"[^\"]*"
    json_option = "\"--?[a-z0-9_-]*" word "[a-z0-9_-]*\", ?\"[^\"]*"
    assignment = (kind == "log" ? log_word : word) "[a-z0-9_-]*=[^] ,;&\"\047\\\\{}()<>$%[]+"
    yaml_pair = "(\\\\n|\")[ -]*[a-z0-9_.-]*" word "[a-z0-9_.-]*: *[^] \\\\\"{}<>$%,[]+"
    header_separator = "((\\\\?[\"\047])? ?[:=] ?(\\\\?[\"\047])?|\047, \047)"
    header = "(authorization|cookie|x-api-key)" header_separator "[^]\"\047\\\\{}[]+"
    applied = "last-applied-configuration\" ?: ?\"([^\"\\\\]|\\\\.)*\""
    jwt = "eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"
    bearer = "bearer +[a-z0-9._~+/=-]+"
    userinfo = "://[^/@ \"]+:[^/@ \"]+@"
    # "-----BEGIN ... PRIVATE KEY" in base64, for the kinds of key that exist
    pem64 = "LS0tLS1CRUdJTiB(QUklWQVRF|SU0EgUFJJVkFURS|FQyBQUklWQVRF|EU0EgUFJJVkFURS|PUEVOU1NI|FTkNSWVBURUQ)[A-Za-z0-9+/=]*"
  }

  function emit(text) {
    written += length(text)
    printf "%s", text
  }

  # The one test that every line goes through. A literal, because BusyBox compiles other patterns again for each line.
  function suspicious(text) {
    return tolower(text) ~ /passw|passphrase|token|secret|api[_-]?key|credential|private[_. -]?key|access[_-]?key|authorization|cookie|bearer|session_ticket|last-applied|eyj|ls0tls1crudjti|:\/\/[^\/ ]*@/
  }

  function harmless(key) { return key ~ about }

  function is_secret_key(key) { return key ~ word && !harmless(key) }

  # Replaces what stands behind the last separator of each match of a pattern on the lowered text; keys about secrets are spared.
  function mask_pairs(text, pattern, separator, least,   low, done, found, start, key) {
    low = tolower(text)
    done = ""
    while (match(low, pattern)) {
      found = substr(text, RSTART, RLENGTH)
      start = RSTART + RLENGTH
      done = done substr(text, 1, RSTART - 1)
      match(found, separator)
      key = tolower(substr(found, 1, RSTART - 1))
      gsub(/^(\\n|[\\" -])+|[\\"\047 ]+$/, "", key)
      sub(/.*"/, "", key)
      if (worth(substr(found, RSTART + RLENGTH), key, least)) {
        found = substr(found, 1, RSTART + RLENGTH - 1) mask
        removed++
      }
      done = done found
      text = substr(text, start)
      low = substr(low, start)
    }
    return done text
  }

  function worth(value, key, least) {
    return length(value) >= least && !harmless(key) && key !~ mesh_variable && value !~ /^([0-9.]+|true|false|null|W3JlZGFjdGVkXQ==|\[redacted.*)$/
  }

  function mask_shapes(text) {
    if (structured) removed += gsub(applied, "last-applied-configuration\":\"(removed)\"", text)
    removed += gsub(jwt, "[redacted JWT]", text)
    removed += gsub(pem64, "[redacted private key]", text)
    removed += gsub(userinfo, "://[redacted]@", text)
    text = mask_pairs(text, header, header_separator, 1)
    text = mask_pairs(text, bearer, " +", 16)
    if (!structured && kind != "log") return text
    text = mask_pairs(text, json_pair, "\" ?: ?\\\\?\"", 1)
    text = mask_pairs(text, json_variable, "\", ?\"value\" ?: ?\"", 1)
    text = mask_pairs(text, json_option, "\", ?\"", 1)
    text = mask_pairs(text, assignment, "=", 1)
    if (structured) text = mask_pairs(text, yaml_pair, ": *", 1)
    return text
  }

  # Private keys in PEM, on one line (JSON escapes the line ends) or over many.
  function mask_pem(text,   begin, rest, end) {
    while (begin = match(text, /-----BEGIN [A-Z ]*PRIVATE KEY-----/)) {
      removed++
      rest = substr(text, begin)
      if (end = match(rest, /-----END [A-Z ]*PRIVATE KEY-----/)) rest = substr(rest, end + RLENGTH)
      else if (end = index(substr(rest, 2), "\"")) rest = substr(rest, end + 1)
      else { rest = ""; in_key = 100 }
      text = substr(text, 1, begin - 1) "[redacted private key]" rest
    }
    return text
  }

  function masked(text) {
    if (index(text, "PRIVATE KEY-----")) text = mask_pem(text)
    return suspicious(text) ? mask_shapes(text) : text
  }

  function with_value(head, value, replacement) {
    removed++
    return head "\"" replacement "\"" (value ~ /,$/ ? "," : "")
  }

  # One line of JSON that has a key of its own, or is an element of a list.
  function json_line(text,   last, head, value, key, was_secret, was_option) {
    last = substr(text, length(text))
    if (last == "{" || last == "[") {
      if (match(text, /"[^"]*"/)) opened = tolower(substr(text, RSTART + 1, RLENGTH - 2))
      secret_list = last == "[" && is_secret_key(opened)
      annotations = opened == "annotations" && last == "{"
      secret_name = secret_option = 0
      return text
    }
    was_secret = secret_name
    was_option = secret_option
    secret_name = secret_option = 0
    if (annotations && text ~ /^[ \t]*}/) annotations = 0
    if (text ~ /^[ \t]*]/) secret_list = 0
    if (!was_secret && !was_option && !annotations && !secret_list && text !~ /inline/ && !suspicious(text)) return text
    if (match(text, /^[ \t]*"[^"]*" ?: ?"/)) {
      head = substr(text, 1, RLENGTH - 1)
      value = substr(text, RLENGTH)
      key = tolower(head)
      gsub(/^[ \t]*"|" ?: ?$/, "", key)
      if (value ~ /^"(W3JlZGFjdGVkXQ==|\[redacted\])?",?$/) return text
      if (key ~ /last-applied-configuration$/ || (annotations && length(value) > 4096)) return with_value(head, value, "(removed " length(value) " bytes)")
      if (is_secret_key(key) || (was_secret && key == "value")) return with_value(head, value, mask)
      if (key ~ /^inline_?(bytes|string)$/ && (is_secret_key(opened) || opened == "keys")) return with_value(head, value, mask)
      if (key == "name" || key == "key") secret_name = names_secret(value)
    } else if (match(text, /^[ \t]*"/)) {
      head = substr(text, 1, RLENGTH - 1)
      value = substr(text, RLENGTH)
      if (was_option || secret_list) return with_value(head, value, mask)
      secret_option = tolower(value) ~ ("^\"--?[a-z0-9_-]*" word "[a-z0-9_-]*\",?$") && names_secret(value)
    }
    return masked(text)
  }

  function names_secret(value) {
    value = tolower(value)
    gsub(/^"-*|",?$/, "", value)
    return is_secret_key(value) && value !~ mesh_variable
  }

  # A compact document is one line of many megabytes: taken in pieces that end behind a string.
  function emit_long(text,   total, from, size, piece, cut) {
    total = length(text)
    for (from = 1; from <= total; from += cut) {
      cut = 0
      for (size = 32768; !cut; size *= 2) {
        piece = substr(text, from, size)
        cut = from + size > total ? size : last_string_end(piece, size)
      }
      emit(masked(cut < length(piece) ? substr(piece, 1, cut) : piece))
    }
    emit("\n")
  }

  function last_string_end(piece, size,   cut) {
    for (cut = size - 1; cut > size / 2; cut--) if (substr(piece, cut, 2) == "\"," && substr(piece, cut - 1, 1) != "\\") return cut
    return 0
  }

  kind == "dates" {
    if (match($0, /Date: [A-Z][a-z][a-z], [^"]*GMT/)) emit("server " substr($0, RSTART + 6, RLENGTH - 6) "\n")
    next
  }

  written + length($0) > limit { truncated = 1; exit }

  in_key > 0 {
    in_key = /-----END/ ? 0 : in_key - 1
    next
  }

  length($0) > 65536 { emit_long($0); next }

  { emit((structured ? json_line($0) : masked($0)) "\n") }

  END { printf "%d %d\n", removed, truncated > ENVIRON["REDACT_REPORT"] }
'

redact() { # KIND LIMIT REPORT
  REDACT_KIND=$1 REDACT_LIMIT=$2 REDACT_REPORT=$3 REDACT_NOW=$started awk -- "$redactor" 2>/dev/null
}

# ---------------------------------------------------------------------------------------------------- running a command

# Limits that are not flags: bytes of one file, of one stderr, and of everything before packing.
file_limit=268435456
stderr_limit=65536
total_limit_kib=3145728

# Runs a command for at most so many seconds; `timeout` is missing on macOS and would take the command out of the terminal's
# process group, where credential plugins could no longer ask for a password.
limited() { # SECONDS COMMAND...
  allowed=$1
  shift
  "$@" </dev/null &
  child=$!
  echo "$child" >"$mine/child"
  [ ! -e "$scratch/stop" ] || kill -TERM "$child" 2>/dev/null
  watchdog "$allowed" "$child" >/dev/null 2>&1 &
  dog=$!
  wait "$child" 2>/dev/null
  code=$?
  : >"$mine/child"
  kill -TERM "$dog" 2>/dev/null
  wait "$dog" 2>/dev/null
  return "$code"
}

watchdog() { # SECONDS PID
  trap 'kill "$!"; exit 0' TERM
  sleep "$1" &
  wait "$!"
  : >"$mine/timed-out"
  kill -TERM "$2"
  sleep 2 &
  wait "$!"
  kill -KILL "$2"
}

# Runs a command; what it prints goes through the filter into $target, its errors into $target.stderr. The exit code is
# handed over in a file: a pipeline tells only that of its last part.
run() { # COMMAND...
  mkdir -p "${target%/*}"
  rm -f "$mine/code" "$mine/timed-out" "$mine/out" "$mine/err"
  case $kind in
    transcript | dates)
      { limited "$seconds" "$@" 2>&1; echo "$?" 2>/dev/null >"$mine/code"; } | redact "$kind" "$file_limit" "$mine/out" >"$target"
      ;;
    *)
      {
        { limited "$seconds" "$@" 2>&3 3>&-; echo "$?" 2>/dev/null >"$mine/code"; } | redact "$kind" "$file_limit" "$mine/out" >"$target" 3>&-
      } 3>&1 | redact log "$stderr_limit" "$mine/err" >"$target.stderr"
      [ -s "$target.stderr" ] || rm -f "$target.stderr"
      ;;
  esac
}

# What an error text means. Empty: nothing known.
classify() { # FILE
  [ -r "$1" ] || return 0
  awk '
    /Forbidden|forbidden|cannot (list|get|create) resource|Unauthorized|must be logged in/ { print "forbidden"; exit }
    /TooManyRequests|too many requests|Too Many Requests|etcdserver: request timed out/ { print "throttled"; exit }
    /Unable to connect to the server|The connection to the server/ { print "unreachable"; exit }
    /executable file not found|exec.*no such file or directory|not found in \$PATH/ { print "missing-tool"; exit }
    /must be root|[Oo]peration not permitted|tables.*[Pp]ermission denied/ { print "not-permitted"; exit }
    /unknown (command|flag|shorthand)|have a resource type|could not find the requested resource|current-context is not set|unexpected status code: 404/ { print "unsupported"; exit }
    /NotFound|pods? .* not found|container .* (not found|is not valid)|container not found/ { print "gone"; exit }
  ' "$1"
}

# The line that says most, made safe for the manifest by `record`.
error_line() { # FILE
  [ -r "$1" ] || return 0
  awk 'NR == 1 { first = $0 } /[Ee]rror|[Ff]orbidden|denied|not found/ { first = $0; exit } END { print substr(first, 1, 300) }' "$1"
}

# Exit 0 with an error page is common: pilot-agent and pilot-discovery print a 404 body, proxies print a login page.
unexpected_content() {
  case $kind in log | transcript | dates) return ;; esac
  awk -v kind="$kind" '
    /^[ \t\r]*$/ { next }
    { found = 1 }
    /^404 page not found|^invalid path|admin commands are/ { print "unsupported"; exit }
    /^[ \t]*<(!DOCTYPE|!doctype|html|HTML)/ { print "not-json"; exit }
    (kind == "json" || kind == "optional") && !/^[ \t\r]*[\[{]/ { print "not-json" }
    { exit }
    END { if (!found) print kind == "json" ? "empty" : kind == "optional" ? "none" : "" }
  ' "$target"
}

# Sets `reason` (empty: it worked) and `detail` from what `run` left behind.
judge() {
  reason='' detail='' removed=0 truncated=0 code=1
  [ ! -s "$mine/code" ] || read -r code <"$mine/code"
  [ ! -s "$mine/out" ] || read -r removed truncated <"$mine/out"
  if [ ! -s "$mine/out" ]; then
    reason=not-written detail="the filter could not write the file"
  elif [ -e "$mine/timed-out" ]; then
    reason=timeout detail="no answer within $seconds s"
  elif [ -e "$scratch/stop" ] && [ "$code" -ne 0 ]; then
    reason=interrupted
  elif [ "$code" -ne 0 ] && [ "$truncated" = 0 ] && ! { [ "$code" = "$accepted" ] && [ -s "$target" ]; }; then
    judge_failure
  else
    reason=$(unexpected_content)
    [ -z "$reason" ] || detail=$(error_line "$target")
  fi
  case $reason in unsupported | not-json | empty | none) rm -f "$target" ;; esac
  [ -z "$reason" ] || [ -s "$target" ] || rm -f "$target"
}

judge_failure() {
  if [ "$kind" = transcript ]; then
    # Whatever the probe says is its answer, unless it never ran.
    grep -q -e '^Error from server' -e 'executable file not found' "$target" || return 0
    reason=$(classify "$target") detail=$(error_line "$target")
    rm -f "$target"
  else
    reason=$(classify "$target.stderr") detail=$(error_line "$target.stderr")
    case $code in 126 | 127) reason=${reason:-missing-tool} ;; esac
  fi
  reason=${reason:-failed}
}

# The command with the flags that belong to every call, behind the verb.
try() { # COMMAND...
  attempts=$((attempts + 1))
  case $1 in
    kubectl)
      verb=$2 verb_of='' answer_within=$seconds
      case $verb in auth | config) verb_of=$3 && shift ;; esac
      case $verb in exec | logs) ;; *) [ "$seconds" -lt 30 ] || answer_within=30 ;; esac
      shift 2
      set -- kubectl "$verb" ${verb_of:+"$verb_of"} ${context:+"--context=$context"} ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${as:+"--as=$as"} \
        "--request-timeout=${answer_within}s" "$@"
      ;;
    istioctl)
      verb=$2
      shift 2
      set -- istioctl "$verb" ${context:+"--context=$context"} ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${as:+"--as=$as"} "$@"
      ;;
  esac
  if [ -n "$dry_run" ]; then
    print_command "$@"
    [ -n "$discovering" ] || return 1
  fi
  argv=$(json_array "$@")
  run "$@"
  judge
  if [ "$reason" = throttled ] && [ ! -e "$scratch/stop" ]; then
    : >"$scratch/slow"
    sleep 5
    run "$@"
    judge
  fi
  [ -z "$reason" ]
}

print_command() {
  [ "$attempts" -eq 1 ] || printf '# only when the command above is not enough: '
  awk -- 'BEGIN {
    for (i = 1; i < ARGC; i++) {
      word = ARGV[i]
      if (word !~ /^[A-Za-z0-9_.\/:=,@%+-]+$/) { gsub(/\047/, "\047\\\047\047", word); word = "\047" word "\047" }
      line = line (i > 1 ? " " : "") word
    }
    print line
  }' "$@"
}

# begin NAME PATH KIND SECONDS: whether this step is to be attempted. `path` is its place in the archive; none for lists.
begin() {
  name=$1 path=$2 kind=$3 seconds=$4 attempts=0 accepted=0 argv='' code='' reason='' detail='' removed=0 truncated=0
  target=$work/$path
  wanted || return 1
  if [ "${#path}" -gt 200 ]; then
    record_skip "$name" "" limit "a path of more than 200 characters"
    return 1
  fi
  if [ -e "$scratch/stop" ]; then
    record_skip "$name" "$path" interrupted ""
    return 1
  fi
  if [ -e "$scratch/full" ]; then
    record_skip "$name" "$path" size "the limit of $((total_limit_kib / 1048576)) GiB before packing was reached"
    return 1
  fi
  left=$((deadline - $(now)))
  if [ "$left" -le 0 ]; then
    record_skip "$name" "$path" time "--timeout $timeout reached"
    return 1
  fi
  [ "$left" -ge "$seconds" ] || seconds=$left
  started=$(timestamp) began=$(milliseconds)
}

# --only, --skip and --only-missing. A kind is the name of a step, its part before the slash, or the top folder.
wanted() {
  case $discovering$path in yes* | meta/*) return 0 ;; esac
  if [ -n "$only" ]; then
    listed "$only" || return 1
  fi
  if [ -n "$skipped_kinds" ] && listed "$skipped_kinds"; then
    return 1
  fi
  [ -z "$only_missing" ] || MISSING_PATH=$path awk '
    BEGIN { path = ENVIRON["MISSING_PATH"] }
    $0 == path || (/\/$/ && index(path, $0) == 1) { found = 1; exit }
    END { exit !found }
  ' "$only_missing"
}

listed() { # KIND,KIND
  case ",$1," in *",$name,"* | *",${name%%/*},"* | *",${name#*/},"* | *",${path%%/*},"*) return 0 ;; esac
  return 1
}

# Writes the step's line; the last attempt is the one that counts.
settle() {
  [ -z "$dry_run" ] || [ -n "$discovering" ] || return 0
  bytes=0 sum='' errors=0 failed='' skipped=''
  if [ -n "$path" ] && [ -e "$target" ]; then
    bytes=$(($(wc -c <"$target")))
    sum=$(sha256 <"$target")
  fi
  if [ -n "$path" ] && [ -e "$target.stderr" ]; then errors="\"$path.stderr\""; fi
  # Without a list of our own there is no choosing, whatever the reason.
  case $name:$reason in
    list/*) failed=$reason ;;
    *:unsupported | *:missing-tool | *:not-permitted | *:gone | *:none | *:interrupted) skipped=$reason ;;
    *) failed=$reason ;;
  esac
  [ "$kind" != log ] || [ "$bytes" -lt "$log_limit" ] || truncated=1
  [ "$truncated" = 0 ] && truncated=false || truncated=true
  record step "$name" path "$path" argv# "$argv" start "$started" ms# $(($(milliseconds) - began)) exit# "$code" bytes# "$bytes" \
    sha256 "$sum" stderr# "$errors" redacted# "$removed" truncated# "$truncated" attempts# "$attempts" \
    error "$failed" skipped "$skipped" detail "$detail"
}

step() { # NAME PATH KIND SECONDS COMMAND...
  begin "$1" "$2" "$3" "$4" || return 0
  shift 4
  try "$@"
  settle
}

# A question that kubectl answers with yes, or with no and exit code 1.
answer() { # NAME PATH COMMAND...
  begin "$1" "$2" text 30 || return 0
  accepted=1
  shift 2
  try "$@"
  settle
}

# A list for our own use: not in the archive, but in the manifest.
list() { # NAME COMMAND...
  begin "list/$1" "" text 60 || return 1
  target=$scratch/lists/$1
  shift
  try "$@"
  settle
  [ -z "$reason" ]
}

# --------------------------------------------------------------------------------------------------- phases and workers

# Runs a part of the capture in the background, because a shell handles signals only between commands or while it waits.
phase() { # TITLE FUNCTION
  if [ -n "$interrupted" ]; then
    record_skip "phase/$2" "" interrupted "not started"
    return
  fi
  say "$1"
  (
    trap '' HUP
    become_worker 0
    "$2"
  ) &
  running=$!
  await "$running"
}

await() { # PID
  while kill -0 "$1" 2>/dev/null; do wait "$1"; done
}

become_worker() { # NUMBER
  mine=$scratch/worker.$1
  mkdir -p "$mine"
}

# Calls a function with the fields of each line of a list, a few lines at a time.
each() { # LIST FUNCTION
  [ -s "$1" ] || return 0
  worker=0
  while [ "$worker" -lt "$parallel" ]; do
    work_through "$1" "$2" "$worker" &
    worker=$((worker + 1))
  done
  wait
}

work_through() { # LIST FUNCTION WORKER
  become_worker "$3"
  item=0
  while IFS='|' read -r f1 f2 f3 f4 f5 f6 f7 f8; do
    item=$((item + 1))
    # After a complaint of the API server one worker goes on alone.
    [ "$3" -eq 0 ] || [ ! -e "$scratch/slow" ] || return 0
    # Making a folder is how a worker takes an item: only one of them succeeds.
    mkdir "$1.$2.$item" 2>/dev/null || continue
    if [ -e "$scratch/stop" ]; then
      record_skip "phase/$2" "" interrupted "stopped before item $item of a list"
      return 0
    fi
    "$2" "$f1" "$f2" "$f3" "$f4" "$f5" "$f6" "$f7" "$f8"
    check_size
  done <"$1"
}

check_size() {
  [ -n "$dry_run" ] || [ "$(du -sk "$work" | cut -f1)" -lt "$total_limit_kib" ] || : >"$scratch/full"
}

# ------------------------------------------------------------------------------------ 1. versions, permissions and lists

identify() {
  step meta/kubectl-version meta/kubectl-version.json json 30 kubectl version -o json
  step meta/context meta/context.txt text 30 kubectl config current-context
  step meta/server meta/server.txt text 30 kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'
  # The two clocks side by side; -v=8 prints the headers of the answer.
  step meta/date meta/date.txt dates 30 kubectl get --raw /version -v=8
  step meta/uname meta/uname.txt text 30 uname -srm
  if command -v istioctl >/dev/null; then
    step meta/istioctl-version meta/istioctl-version.json json 30 istioctl version -o json
  fi
}

# NAMESPACE|POD|NODE|PHASE|ADDRESS|OWNER|labels|containers (init:name=image=role, main:...)|statuses
# shellcheck disable=SC2016
pod_template='{{range .items}}{{.metadata.namespace}}|{{.metadata.name}}|{{with .spec.nodeName}}{{.}}{{end}}|{{.status.phase}}|{{with .status.podIP}}{{.}}{{end}}|'
# shellcheck disable=SC2016
pod_template=$pod_template'{{range .metadata.ownerReferences}}{{.kind}}/{{.name}}{{end}}|{{range $k, $v := .metadata.labels}}{{$k}}={{$v}} {{end}}|'
for containers in init main; do
  [ "$containers" = init ] && field=initContainers || field=containers
  pod_template=$pod_template'{{range .spec.'$field'}}'$containers':{{.name}}={{.image}}={{range .args}}{{if eq . "router"}}router{{end}}{{if eq . "waypoint"}}waypoint{{end}}{{end}} {{end}}'
done
pod_template=$pod_template'|'
for statuses in initContainerStatuses containerStatuses; do
  pod_template=$pod_template'{{range .status.'$statuses'}}{{.name}}={{.ready}}={{.restartCount}}={{with .state}}{{with .running}}running{{end}}{{with .waiting}}{{.reason}}{{end}}{{end}}={{with .lastState}}{{with .terminated}}{{.finishedAt}}{{end}}{{end}} {{end}}'
done
pod_template=$pod_template'{{"\n"}}{{end}}'

event_template='{{range .items}}{{.metadata.namespace}}|{{.involvedObject.name}}|{{.lastTimestamp}}|{{.metadata.creationTimestamp}}{{"\n"}}{{end}}'
name_template='{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}'

discover() {
  discovering=yes
  mkdir -p "$scratch/lists"
  list namespaces kubectl get namespaces -o "go-template=$name_template"
  [ -s "$scratch/lists/namespaces" ] || list context-namespace kubectl config view --minify -o 'jsonpath={.contexts[0].context.namespace}'
  choose_namespaces
  answer meta/permissions.exec meta/permissions.exec.txt kubectl auth can-i create pods --subresource=exec --all-namespaces
  answer meta/permissions.log meta/permissions.log.txt kubectl auth can-i get pods --subresource=log --all-namespaces
  step meta/permissions meta/permissions.txt text 30 kubectl auth can-i --list "--namespace=${istio_namespace:-istio-system}"
  list_per_namespace pods "$pod_template" pods
  list_per_namespace events "$event_template" events --field-selector=involvedObject.kind=Pod,type=Warning
  step crd cluster/customresourcedefinitions.txt text 60 kubectl get customresourcedefinitions \
    -o 'custom-columns=NAME:.metadata.name,GROUP:.spec.group,VERSIONS:.spec.versions[*].name,SCOPE:.spec.scope'
  [ -z "$reason" ] || list api-resources kubectl api-resources --verbs=list -o name
  choose_pods
  choose_resources
}

# $scratch/namespaces: those to look into; kubectl answers a name that does not exist with an empty list, so names are checked.
choose_namespaces() {
  {
    if [ -n "$namespaces" ]; then
      printf '%s' "$namespaces"
      echo "${istio_namespace:-istio-system}"
    elif [ -s "$scratch/lists/namespaces" ]; then
      cat "$scratch/lists/namespaces"
    else
      # An account that may not list namespaces: that of the context is what it is likely to see.
      first_line "$scratch/lists/context-namespace"
      printf 'default\n%s\n' "${istio_namespace:-istio-system}"
    fi
  } | EXCLUDED=$excluded awk '
    BEGIN { count = split(ENVIRON["EXCLUDED"], names, "\n"); for (i = 1; i <= count; i++) seen[names[i]] = 1 }
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/ && length($0) <= 63 && !seen[$0]++
  ' >"$scratch/namespaces"
  [ -s "$scratch/lists/namespaces" ] || return 0
  while IFS= read -r namespace; do
    [ -z "$namespace" ] || grep -qx -e "$namespace" "$scratch/lists/namespaces" || echo "$namespace" >"$scratch/unknown-namespace"
  done <<EOF
$namespaces
EOF
}

# One call for the whole cluster where that is wanted and allowed, else one for each namespace.
list_per_namespace() { # NAME TEMPLATE KUBECTL_GET_ARGUMENT...
  list_name=$1 template=$2
  shift 2
  if [ -z "$namespaces$excluded" ]; then
    list "$list_name" kubectl get "$@" --all-namespaces -o "go-template=$template" --chunk-size=500
    [ "$reason" = forbidden ] || return 0
  fi
  while IFS= read -r namespace; do
    list "$list_name.$namespace" kubectl get "$@" "--namespace=$namespace" -o "go-template=$template" --chunk-size=500 || continue
    cat "$scratch/lists/$list_name.$namespace" >>"$scratch/lists/$list_name"
  done <"$scratch/namespaces"
}

# Sorts the pods into what they are, and chooses the proxies to look into.
choose_pods() {
  : >>"$scratch/lists/pods"
  : >>"$scratch/lists/events"
  LISTS=$scratch/lists NOW=$(timestamp) MOST=$max_proxies ISTIO_NAMESPACE=$istio_namespace NAMESPACES=$scratch/namespaces \
    awk -F'|' "$pod_chooser" "$scratch/namespaces" "$scratch/lists/events" "$scratch/lists/pods"
  [ -n "$dry_run" ] || [ ! -e "$scratch/lists/choice" ] || cat "$scratch/lists/choice" >>"$manifest"
}

# shellcheck disable=SC2016
pod_chooser='
  BEGIN {
    lists = ENVIRON["LISTS"]
    now = seconds(ENVIRON["NOW"])
    most = ENVIRON["MOST"] + 0
  }

  # 2026-09-01T10:15:00Z in seconds since 1970; 0 when it is no time
  function seconds(text,   year, month, days) {
    if (text !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]/) return 0
    year = substr(text, 1, 4) - (substr(text, 6, 2) < 3)
    month = (substr(text, 6, 2) + 9) % 12
    days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * month + 2) / 5) + substr(text, 9, 2) - 719469
    return ((days * 24 + substr(text, 12, 2)) * 60 + substr(text, 15, 2)) * 60 + substr(text, 18, 2)
  }

  function recent(text) { return now - seconds(text) < 3600 }

  # DNS-1123: what may become an argument or part of a path
  function is_name(text) { return length(text) <= 253 && text ~ /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/ && text !~ /\.\./ }

  function put(list, text) { print text > (lists "/" list) }

  FILENAME == ENVIRON["NAMESPACES"] { chosen_namespace[$0] = 1; next }

  FILENAME ~ /\/events$/ { if (recent($3) || recent($4)) in_events[$1 "/" $2] = 1; next }

  NF == 9 && ($1 in chosen_namespace) && is_name($1) && is_name($2) && ($3 == "" || is_name($3)) { read_pod() }

  function read_pod(   count, parts, i, equal) {
    namespace = $1; pod = $2; node = $3; phase = $4; address = $5 ~ /^[0-9a-f.:]+$/ ? $5 : ""
    split("", label); split("", image); split("", role); split("", status); split("", place)
    mains = proxy = inits = restarted = ""
    troubled = phase != "Running" && phase != "Succeeded" ? "not ready" : ""
    count = split($7, parts, " ")
    for (i = 1; i <= count; i++) { equal = index(parts[i], "="); label[substr(parts[i], 1, equal - 1)] = substr(parts[i], equal + 1) }
    count = split($8, parts, " ")
    for (i = 1; i <= count; i++) read_container(parts[i])
    mains = without(mains, proxy)
    count = split($9, parts, " ")
    for (i = 1; i <= count; i++) read_status(parts[i])
    if (!troubled && ((namespace "/" pod) in in_events)) troubled = "events"
    sort_pod()
  }

  function without(names, name) {
    names = "," names ","
    sub("," name ",", ",", names)
    gsub(/^,|,$/, "", names)
    return names
  }

  function read_container(text,   parts, name) {
    split(text, parts, "=")
    name = parts[1]
    sub(/^(init|main):/, "", name)
    if (!is_name(name)) return
    place[name] = substr(text, 1, 4); image[name] = parts[2]; role[name] = parts[3]
    if (name ~ /^istio-(init|validation)$/) inits = inits (inits == "" ? "" : ",") name
    else if (name == "istio-proxy" || (proxy == "" && (role[name] != "" || parts[2] ~ /\/proxy(v2)?[:@]/))) proxy = name
    if (place[name] == "main") mains = mains (mains == "" ? "" : ",") name
  }

  function read_status(text,   parts) {
    split(text, parts, "=")
    status[parts[1]] = parts[4]
    if (parts[3] + 0 > 0) restarted = restarted "," parts[1]
    if (place[parts[1]] == "main" && parts[2] == "false" && phase != "Succeeded") troubled = "not ready"
    if (parts[5] != "" && recent(parts[5]) && !troubled) troubled = "restarted"
    if (parts[4] == "CreateContainerError") troubled = "not ready"
  }

  function sort_pod() {
    if (label["app"] == "ztunnel" || label["app.kubernetes.io/name"] == "ztunnel") {
      if (node != "" && !seen_ztunnel[node]++ && ztunnels++ < 30) put("ztunnels", namespace "|" pod "|" node "|" (proxy == "" ? "istio-proxy" : proxy) "|" restarted)
      return
    }
    if (label["k8s-app"] == "istio-cni-node" || label["app.kubernetes.io/name"] == "istio-cni") {
      if (node != "" && mains != "") cni[node] = namespace "|" pod "|" node "|" mains "|" restarted
      return
    }
    if (label["app"] == "istiod" || image["discovery"] ~ /\/pilot[:@]/) {
      control_plane()
      if (label["app"] == "istiod") put("istiods", namespace "|" pod "|" discovery() "|" restarted "|" (status[discovery()] == "running"))
      else put("pilots", namespace "|" pod "|" discovery() "|" restarted "|" (status[discovery()] == "running"))
      if (address != "") address_of_control_plane = address
    } else if (label["istio"] ~ /^(mixer|citadel|galley|sidecar-injector)$/ || label["istio-mixer-type"] != "") {
      control_plane()
      put("components", namespace "|" pod "|" mains "|" restarted)
    } else if (label["k8s-app"] ~ /^(kube-dns|coredns)$/ || ("dns.operator.openshift.io/daemonset-dns" in label)) {
      if (resolvers++ < 6) put("resolvers", namespace "|" pod "|" mains "|" restarted)
    }
    if (proxy != "") add_proxy()
  }

  function discovery() { return ("discovery" in place) ? "discovery" : ("istiod" in place) ? "istiod" : mains }

  function control_plane() {
    control_planes++
    if (!istio_namespaces[namespace]++) put("istio-namespaces", namespace)
  }

  # The owner; of a ReplicaSet the Deployment, by taking the hash off its name.
  function workload(   hash) {
    if ($6 == "") return pod
    hash = label["pod-template-hash"]
    return hash != "" && $6 ~ /^ReplicaSet/ ? substr($6, 1, length($6) - length(hash) - 1) : $6
  }

  # A class is what behaves alike: a workload of one revision, with one proxy image, network and way of injection.
  function add_proxy(   reason, class) {
    proxies++
    if (role[proxy] == "waypoint" || label["gateway.istio.io/managed"] ~ /mesh-controller/) reason = "waypoint"
    else if (role[proxy] == "router" || label["istio"] ~ /gateway$/ || ("gateway.networking.k8s.io/gateway-name" in label)) reason = "gateway"
    else reason = troubled
    class = namespace "|" workload() "|" label["pod-template-hash"] label["controller-revision-hash"] "|" image[proxy] "|" label["topology.istio.io/network"] "|" place[proxy]
    if (reason == "" && !seen_class[class]) reason = "class"
    seen_class[class] = 1
    if (reason == "") {
      reason = "spread " (turn_of[namespace] + 0)
      if (++turn_of[namespace] > turns) turns = turn_of[namespace]
    }
    rank[proxies] = reason ~ /^(gateway|waypoint)$/ ? 1 : reason ~ /^(not ready|restarted|events)$/ ? 2 : reason == "class" ? 3 : 4
    why[proxies] = reason
    key[proxies] = namespace "|" pod
    node_of[proxies] = node
    line[proxies] = namespace "|" pod "|" proxy "|" (status[proxy] == "running") "|" (index(restarted ",", "," proxy ",") > 0) "|" inits "|" (rank[proxies] < 4)
    if (!(namespace in istio_namespaces)) apps[proxies] = namespace "|" pod "|" mains "|" restarted
  }

  function choose(i) {
    if (chosen >= most) {
      put("choice", "{\"step\":\"proxy\",\"path\":\"proxies/" name_of(i) "/\",\"skipped\":\"limit\",\"detail\":\"--max-proxies " most " reached\"}")
      return
    }
    chosen++
    sampled[node_of[i]] = 1
    put("choice", "{\"step\":\"proxy/chosen\",\"path\":\"proxies/" name_of(i) "/\",\"detail\":\"" (rank[i] == 4 ? "spread" : why[i]) "\"}")
    put("proxies", line[i])
    if (apps[i] != "") put("applications", apps[i])
    if (rank[i] < 4 && address_of_control_plane != "" && chosen <= 10) put("probes", line[i] "|" address_of_control_plane)
  }

  function name_of(i,   name) { name = key[i]; sub(/\|/, "/", name); return name }

  END {
    for (r = 1; r <= 3; r++) for (i = 1; i <= proxies; i++) if (rank[i] == r) choose(i)
    # The rest in turns, so that no namespace takes all the places.
    for (turn = 0; turn < turns; turn++) for (i = 1; i <= proxies; i++) if (why[i] == "spread " turn) choose(i)
    if (!control_planes) put("istio-namespaces", ENVIRON["ISTIO_NAMESPACE"] == "" ? "istio-system" : ENVIRON["ISTIO_NAMESPACE"])
    for (node in cni) if (node in sampled) put("cni", cni[node])
    put("counts", (chosen + 0) " " (proxies + 0))
  }
'

# The custom resources of the mesh that exist here, behind the fixed table.
choose_resources() {
  object_table >"$scratch/lists/objects"
  {
    awk 'NR > 1 { print $1 }' "$work/cluster/customresourcedefinitions.txt" 2>/dev/null
    cat "$scratch/lists/api-resources" 2>/dev/null
  } | awk '
    !/^[a-z0-9][-a-z0-9.]*$/ || seen[$0]++ { next }
    /^[a-z0-9-]+\.(networking|security|telemetry|extensions|config|authentication|rbac|install)\.istio\.io$/ ||
    /^[a-z0-9-]+\.(gateway|inference)\.networking\.(x-)?k8s\.io$/ {
      dot = index($0, ".")
      group = substr($0, dot + 1)
      print "crd/" group "|" group "/" substr($0, 1, dot - 1) "|" $0
    }
  ' >>"$scratch/lists/objects"
}

# ------------------------------------------------------------------------------------- 2. objects of Kubernetes and Istio

# STEP|PLACE BELOW cluster/|RESOURCE; a fourth field says that the kind has no namespaces.
object_table() {
  cat <<'TABLE'
namespaces|namespaces|namespaces|cluster
nodes|nodes|nodes|cluster
pods|pods|pods
services|services|services
endpoints|endpoints|endpoints
endpointslices|endpointslices|endpointslices.discovery.k8s.io
deployments|deployments|deployments
replicasets|replicasets|replicasets
statefulsets|statefulsets|statefulsets
daemonsets|daemonsets|daemonsets
jobs|jobs|jobs.batch
cronjobs|cronjobs|cronjobs.batch
replicationcontrollers|replicationcontrollers|replicationcontrollers
serviceaccounts|serviceaccounts|serviceaccounts
networkpolicies|networkpolicies|networkpolicies.networking.k8s.io
ingresses|ingresses|ingresses
events|events|events
horizontalpodautoscalers|horizontalpodautoscalers|horizontalpodautoscalers
poddisruptionbudgets|poddisruptionbudgets|poddisruptionbudgets
ingressclasses|ingressclasses|ingressclasses.networking.k8s.io|cluster
validatingwebhookconfigurations|validatingwebhookconfigurations|validatingwebhookconfigurations|cluster
mutatingwebhookconfigurations|mutatingwebhookconfigurations|mutatingwebhookconfigurations|cluster
validatingadmissionpolicies|validatingadmissionpolicies|validatingadmissionpolicies.admissionregistration.k8s.io|cluster
apiservices|apiservices|apiservices.apiregistration.k8s.io|cluster
TABLE
}

objects() {
  step readyz cluster/readyz.txt text 30 kubectl get --raw '/readyz?verbose'
  step version cluster/version.json json 30 kubectl get --raw /version
  each "$scratch/lists/objects" object
  if [ -z "$namespaces$excluded" ]; then
    step pods-wide cluster/pods.txt text 120 kubectl get pods --all-namespaces -o wide --chunk-size=500
    step services-wide cluster/services.txt text 60 kubectl get services --all-namespaces -o wide --chunk-size=500
    # Which namespaces have Istio's root certificate; names only.
    step configmaps/root-cert cluster/configmaps.root-cert.txt text 60 kubectl get configmaps --all-namespaces \
      --field-selector=metadata.name=istio-ca-root-cert -o 'custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name'
  fi
  step nodes-wide cluster/nodes.txt text 60 kubectl get nodes -o wide --chunk-size=500
  step dns cluster/dns.json optional 30 kubectl get deployments,services,endpoints --namespace=kube-system --selector=k8s-app=kube-dns -o json
  step configmaps/dns cluster/configmaps.dns.json optional 30 \
    kubectl get configmaps coredns kube-dns --namespace=kube-system --ignore-not-found -o json
  each "$scratch/lists/istio-namespaces" istio_namespace_objects
}

object() { # STEP PLACE RESOURCE SCOPE
  if [ "$4" = cluster ]; then
    step "$1" "cluster/$2.json" json 120 kubectl get "$3" -o json --chunk-size=500
    return
  fi
  if [ -z "$namespaces$excluded" ]; then
    reason=''
    step "$1" "cluster/$2.json" json 180 kubectl get "$3" --all-namespaces -o json --chunk-size=500
    [ "$reason" = forbidden ] || return 0
  fi
  while IFS= read -r namespace; do
    step "$1" "cluster/$2.$namespace.json" json 60 kubectl get "$3" "--namespace=$namespace" -o json --chunk-size=500
  done <"$scratch/namespaces"
}

# ConfigMaps are asked for by name: others of the namespace are none of our business.
istio_namespace_objects() { # NAMESPACE
  namespace=$1 qualifier=istio
  mkdir "$scratch/first-istio-namespace" 2>/dev/null || qualifier=istio.$1
  list "configmaps.$1" kubectl get configmaps "--namespace=$1" -o "go-template=$name_template" || : >"$scratch/lists/configmaps.$1"
  set -- istio istio-sidecar-injector
  while IFS= read -r map; do
    case $map in
      istio | istio-sidecar-injector | *[!a-z0-9.-]*) ;;
      istio-* | values* | ztunnel* | mesh* | pilot*) set -- "$@" "$map" ;;
    esac
  done <"$scratch/lists/configmaps.$namespace"
  step configmaps/istio "cluster/configmaps.$qualifier.json" optional 60 \
    kubectl get configmaps "$@" "--namespace=$namespace" --ignore-not-found -o json
  step leases "cluster/leases.$qualifier.json" json 30 kubectl get leases.coordination.k8s.io "--namespace=$namespace" -o json
}

# --------------------------------------------------------------------------------------------- 3. istiod, every replica

control_plane() {
  each "$scratch/lists/istiods" istiod
  each "$scratch/lists/pilots" istiod
}

# Never here: config_dump?proxyID (overwrites cached gateway keys in 1.17 to 1.27.1), adsz?push, cachez?clear, force_disconnect.
istiod() { # NAMESPACE POD CONTAINER RESTARTED RUNNING
  namespace=$1 pod=$2 container=$3 folder=istiod/$1/$2 via=''
  may_exec istiod "$5" || return 0
  debug_page syncz json
  debug_page endpointShardz json
  debug_page endpointz json
  debug_page registryz json
  debug_page configz json
  debug_page push_status json
  debug_page adsz json
  debug_page inject any
  debug_page mesh json
  debug_page networkz json
  debug_page clusterz json
  debug_page ambientz json
  debug_page authenticationz json
  debug_page list any
  begin istiod/metrics "$folder/metrics.txt" text 60 || return 0
  if [ "$via" = curl ]; then inside curl -s localhost:9093/metrics; else inside pilot-discovery request GET metrics; fi
  settle
}

debug_page() { # PAGE KIND
  begin "istiod/$1" "$folder/$1.json" "$2" 60 || return 0
  if [ "$via" != curl ]; then inside pilot-discovery request GET "/debug/$1"; fi
  # Pilot without `request`, or with a debug port of its own.
  if [ "$via" = curl ] || { [ -z "$via" ] && cannot_request; }; then
    if inside curl -s "localhost:8080/debug/$1"; then via=curl; fi
  fi
  [ -n "$via" ] || via=request
  settle
}

cannot_request() {
  [ -n "$dry_run" ] && return 0
  case $reason in unsupported | missing-tool) return 0 ;; esac
  return 1
}

inside() { # COMMAND...
  try kubectl exec "$pod" "--namespace=$namespace" "--container=$container" -- "$@"
}

# Whether commands can be run in the pod; why not is one line of the manifest for its whole folder.
may_exec() { # NAME RUNNING
  if [ -n "$no_exec" ]; then
    record_skip "$1" "$folder/" flag "--no-exec"
  elif [ "$2" != 1 ]; then
    record_skip "$1" "$folder/" not-running "container $container is not running"
  elif refused_exec; then
    record_skip "$1" "$folder/" forbidden "auth can-i create pods/exec: no"
  else
    return 0
  fi
  return 1
}

refused_exec() {
  grep -q '^no' "$work/meta/permissions.exec.txt" 2>/dev/null || return 1
  [ -e "$work/meta/permissions.exec.$namespace.txt" ] || {
    was=$discovering discovering=yes
    answer meta/permissions.exec "meta/permissions.exec.$namespace.txt" kubectl auth can-i create pods --subresource=exec "--namespace=$namespace"
    discovering=$was
  }
  grep -q '^no' "$work/meta/permissions.exec.$namespace.txt" 2>/dev/null
}

# ------------------------------------------------------------------------------------------- 4. proxies, gateways first

proxies() {
  each "$scratch/lists/proxies" proxy
}

proxy() { # NAMESPACE POD CONTAINER RUNNING RESTARTED INITS NETWORK
  namespace=$1 pod=$2 container=$3 folder=proxies/$1/$2 via=''
  if may_exec proxy "$4"; then
    admin proxy/dump config-dump.json json 60 'config_dump?include_eds'
    admin proxy/clusters clusters.json json 60 'clusters?format=json'
    admin proxy/certs certs.json json 20 certs
    admin proxy/stats stats.txt text 60 stats
    admin proxy/listeners listeners.json json 20 'listeners?format=json'
    admin proxy/server-info server_info.json any 20 server_info
    admin proxy/runtime runtime.json json 20 runtime
    admin proxy/memory memory.json json 20 memory
  fi
  log proxy/log "$folder/istio-proxy" "$5"
  for container in istio-init istio-validation; do
    case ",$6," in *",$container,"*) whole_log proxy/log "$folder/$container.log" ;; esac
  done
  container=$3
  [ "$7" = 1 ] && [ "$4" = 1 ] && [ -z "$no_exec" ] && ! refused_exec || return 0
  network proxy/resolv-conf resolv-conf.txt cat /etc/resolv.conf
  network proxy/ip-route ip-route.txt ip route show table all
  network proxy/ip-rule ip-rule.txt ip rule
  network proxy/iptables iptables-save.txt iptables-save
  network proxy/ip6tables ip6tables-save.txt ip6tables-save
  sockets
}

admin() { # NAME FILE KIND SECONDS PAGE
  begin "$1" "$folder/$2" "$3" "$4" || return 0
  if [ "$via" != curl ]; then inside pilot-agent request GET "$5"; fi
  if [ "$via" = curl ] || { [ -z "$via" ] && cannot_request; }; then
    if inside curl -s "localhost:15000/$5"; then via=curl; fi
  fi
  [ -n "$via" ] || via=request
  settle
}

network() { # NAME FILE COMMAND...
  begin "$1" "$folder/$2" text 20 || return 0
  # cat of two files, one of which is missing without IPv6
  accepted=1
  shift 2
  inside "$@"
  settle
}

# The first of these that the image has.
sockets() {
  if begin proxy/sockets "$folder/sockets.txt" text 20; then
    inside ss -tulpn || { cannot_request && inside netstat -tulpn; }
    settle
    cannot_request || return 0
  fi
  network proxy/sockets proc-net-tcp.txt cat /proc/net/tcp /proc/net/tcp6
}

# A log since the given time; a quiet container's last lines instead when there are none. Restarted: the previous one as well.
log() { # NAME PATH_WITHOUT_EXTENSION RESTARTED
  if begin "$1" "$2.log" log 120; then
    if logs "--since=$since" && [ ! -s "$target" ] || [ -n "$dry_run" ]; then logs --tail=2000; fi
    settle
  fi
  [ "$3" = 1 ] || return 0
  begin "$1" "$2.previous.log" log 120 || return 0
  logs --previous --tail=20000
  settle
}

# The log of a container that ran once, at the start of the pod.
whole_log() { # NAME PATH
  begin "$1" "$2" log 60 || return 0
  logs --tail=20000
  settle
}

logs() { # FLAG...
  try kubectl logs "$pod" "--namespace=$namespace" "--container=$container" --timestamps "$@" "--limit-bytes=$log_limit"
}

# ---------------------------------------------------------------------------------------------- 5. ztunnel and Istio CNI

node_components() {
  each "$scratch/lists/ztunnels" ztunnel
  each "$scratch/lists/cni" cni
}

ztunnel() { # NAMESPACE POD NODE CONTAINER RESTARTED
  namespace=$1 pod=$2 folder=ztunnel/$3 container=$4
  ztunnel_pages
  log ztunnel/log "$folder/ztunnel" "$(contains "$5" "$container")"
}

# ztunnel has neither a shell nor a command that talks to its admin port.
ztunnel_pages() {
  if command -v curl >/dev/null; then
    fetch='curl -s --noproxy * --max-time 60'
  elif command -v wget >/dev/null; then
    fetch='env no_proxy=127.0.0.1 wget -q -O -'
  else
    record_skip ztunnel "$folder/" missing-tool "neither curl nor wget here"
    return 0
  fi
  admin_port=PORT metrics_port=PORT
  begin ztunnel/forward "" text 60 || return 0
  set -- kubectl port-forward ${context:+"--context=$context"} ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${as:+"--as=$as"} \
    "pod/$pod" "--namespace=$namespace" :15000 :15020
  if [ -n "$dry_run" ]; then
    attempts=1
    print_command "$@"
  elif ! forward "$@"; then
    record_skip ztunnel "$folder/" no-forward "see the step ztunnel/forward"
    return 0
  fi
  ztunnel_page ztunnel/dump config-dump.json json "$admin_port/config_dump"
  ztunnel_page ztunnel/metrics metrics.txt text "$metrics_port/metrics"
  [ -n "$dry_run" ] || stop_forward
}

# Starts to forward local ports of kubectl's choice, and waits until it names them.
forward() { # COMMAND...
  argv=$(json_array "$@") code=0 attempts=1
  "$@" </dev/null >"$mine/forward" 2>"$mine/forward.err" &
  forward_pid=$!
  echo "$forward_pid" >"$mine/forward.pid"
  waited=0 metrics_port=''
  while [ -z "$metrics_port" ] && [ "$waited" -lt 10 ] && kill -0 "$forward_pid" 2>/dev/null && [ ! -e "$scratch/stop" ]; do
    sleep 1
    waited=$((waited + 1))
    admin_port=$(local_port 15000)
    metrics_port=$(local_port 15020)
  done
  if [ -z "$metrics_port" ]; then
    stop_forward
    reason=$(classify "$mine/forward.err") code=1
    reason=${reason:-failed}
    detail=$(error_line "$mine/forward.err" | redact log "$stderr_limit" "$mine/err")
  fi
  settle
  [ -z "$reason" ]
}

local_port() { # REMOTE_PORT
  sed -n "s/^Forwarding from 127\.0\.0\.1:\([0-9][0-9]*\) -> $1\$/\1/p" "$mine/forward" | sed 1q
}

stop_forward() {
  kill -TERM "$forward_pid" 2>/dev/null
  wait "$forward_pid" 2>/dev/null
  : >"$mine/forward.pid"
}

ztunnel_page() { # NAME FILE KIND PORT/PAGE
  # shellcheck disable=SC2086
  step "$1" "$folder/$2" "$3" 60 $fetch "http://127.0.0.1:$4"
}

cni() { # NAMESPACE POD NODE CONTAINERS RESTARTED
  namespace=$1 pod=$2
  container=${4%%,*}
  case ",$4," in *,install-cni,*) container=install-cni ;; esac
  log cni/log "cni/$3/cni" "$(contains "$5" "$container")"
}

contains() { # ,A,B NAME
  case "$1," in *",$2,"*) echo 1 ;; *) echo 0 ;; esac
}

# ------------------------------------------------------------------------------------------------------------ 6. istioctl

istioctl_steps() {
  command -v istioctl >/dev/null || return 0
  namespace=$(first_line "$scratch/lists/istio-namespaces")
  if begin istioctl/analyze istioctl/analyze.json json 120; then
    # It exits with 79 when it has findings.
    accepted=79
    try istioctl analyze --all-namespaces -o json "--istioNamespace=$namespace"
    settle
  fi
  step istioctl/proxy-status istioctl/proxy-status.json json 60 istioctl proxy-status --output=json "--istioNamespace=$namespace"
  # Since 1.27 the table is useful only with --verbosity=1, which older ones do not know.
  if begin istioctl/proxy-status istioctl/proxy-status.txt text 60; then
    try istioctl proxy-status --verbosity=1 "--istioNamespace=$namespace" || try istioctl proxy-status "--istioNamespace=$namespace"
    settle
  fi
  [ -s "$scratch/lists/pilots" ] && [ -s "$scratch/lists/proxies" ] || return 0
  IFS='|' read -r f1 f2 f3 <"$scratch/lists/proxies"
  if begin istioctl/authn-tls-check istioctl/authn-tls-check.txt text 60; then
    # Istio 1.1 to 1.4 want a pod; 1.0 does not.
    try istioctl authn tls-check "$f2.$f1" || try istioctl authn tls-check
    settle
  fi
}

# -------------------------------------------------------------------------------------------------- 7. logs, biggest last

remaining_logs() {
  each "$scratch/lists/resolvers" resolver_logs
  each "$scratch/lists/components" component_logs
  each "$scratch/lists/pilots" component_logs
  each "$scratch/lists/istiods" istiod_log
  [ -z "$application_logs" ] || each "$scratch/lists/applications" application_logs
}

resolver_logs() { pod_logs dns/log dns "$@"; }
component_logs() { pod_logs control-plane/log control-plane "$@"; }
application_logs() { pod_logs app/log apps "$@"; }

pod_logs() { # NAME AREA NAMESPACE POD CONTAINERS RESTARTED
  namespace=$3 pod=$4 remaining=$5,
  while [ -n "$remaining" ]; do
    container=${remaining%%,*}
    remaining=${remaining#*,}
    [ -z "$container" ] || log "$1" "$2/$3/$4/$container" "$(contains "$6" "$container")"
  done
}

istiod_log() { # NAMESPACE POD CONTAINER RESTARTED
  namespace=$1 pod=$2 container=$3
  log istiod/log "istiod/$1/$2/istiod" "$(contains "$4" "$3")"
}

# ------------------------------------------------------------------------------------------------- 8. probes, if asked for

probes() {
  each "$scratch/lists/probes" probe
}

probe() { # NAMESPACE POD CONTAINER RUNNING RESTARTED INITS NETWORK ADDRESS_OF_THE_CONTROL_PLANE
  namespace=$1 pod=$2 container=$3 folder=probes/$1/$2
  istio=$(first_line "$scratch/lists/istio-namespaces") service=istiod
  [ -s "$scratch/lists/istiods" ] || service="istio-pilot"
  may_exec probe "$4" || return 0
  transcript probe/nslookup nslookup.1.txt nslookup kubernetes.default.svc.cluster.local
  transcript probe/nslookup nslookup.2.txt nslookup "$service.$istio.svc.cluster.local"
  transcript probe/curl curl.1.txt curl -sv -m 10 "http://$service.$istio:15014/version"
  transcript probe/ping ping.1.txt ping -c 3 -w 10 "$8"
}

# What a person would have seen on the terminal: a failing probe is an answer.
transcript() { # NAME FILE COMMAND...
  begin "$1" "$folder/$2" transcript 20 || return 0
  shift 2
  inside "$@"
  settle
}

# ------------------------------------------------------------------------------------------------------------ the archive

hash_of() {
  printf '%s' "$1" | sha256 | cut -c1-12
}

# The first line of the manifest needs answers of the first steps, whose lines wait in another file.
open_manifest() {
  early=$manifest
  manifest=$work/meta/manifest.ndjson
  mkdir -p "$work/meta"
  in_context=$(first_line "$work/meta/context.txt")
  scope=$(printf '%s' "$namespaces" | tr '\n' ',')
  record schema meshtriage.capture/1 started "$run_started" tool capture.sh version "$version" \
    kubectl "$(version_in "$work/meta/kubectl-version.json" gitVersion)" context "${context:-$in_context}" server "$(first_line "$work/meta/server.txt")" \
    istioctl "$(version_in "$work/meta/istioctl-version.json" version)" namespaces "${scope:-all}" since "$since" parallel# "$parallel" \
    maxProxies# "$max_proxies" timeoutSeconds# "$time_limit" only "$only" skip "$skipped_kinds" \
    logs "kubectl logs --timestamps: a time of the node stands before the time of the program" \
    user "$(hash_of "$(id -un 2>/dev/null)")" host "$(hash_of "$(uname -n)")"
  cat "$early" >>"$manifest"
}

version_in() { # FILE KEY
  [ ! -r "$1" ] || sed -n "s/.*\"$2\": *\"v\{0,1\}\([^\"]*\)\".*/\1/p" "$1" | sed 1q
}

# "ok failed skipped incomplete answered": the last two say whether limits or refusals left gaps, and whether the cluster answered.
count_steps() {
  awk '
    !/^\{"step":/ { next }
    /"error":"/ { failed++; next }
    /"skipped":"/ { skipped++; if (/"skipped":"(forbidden|time|size)"/) gaps++; next }
    /"exit":/ { ok++; if (!/^\{"step":"meta\//) answered++ }
    END { print ok + 0, failed + 0, skipped + 0, gaps + 0, answered + 0 }
  ' "$manifest"
}

sum_of() { # KEY
  awk -v key="\"$1\":" '
    at = index($0, key) { sum += substr($0, at + length(key)) + 0 }
    END { printf "%.0f\n", sum }
  ' "$manifest"
}

read_counts() {
  chosen=0 known=0
  [ ! -s "$scratch/lists/counts" ] || read -r chosen known <"$scratch/lists/counts"
}

close_manifest() {
  read -r ok failed skipped gaps answered <<EOF
$(count_steps)
EOF
  read_counts
  record ended "$(timestamp)" steps# $((ok + failed + skipped)) ok# "$ok" failed# "$failed" skipped# "$skipped" \
    bytes# "$(sum_of bytes)" redacted# "$(sum_of redacted)" proxiesChosen# "$chosen" proxiesKnown# "$known" \
    interrupted# "$([ -n "$interrupted" ] && echo true || echo false)"
}

# Where the archive goes, and a temporary file beside it, made now to find out early whether that works.
choose_output() {
  root=meshtriage-capture-$(date -u +%Y%m%dT%H%M%SZ)
  case $output in
    *.tgz | *.tar.gz) archive=$output ;;
    *) archive=${output%/}/$root.tgz ;;
  esac
  case $archive in /*) ;; *) archive=./$archive ;; esac
  [ -z "$dry_run" ] || return 0
  [ -d "${archive%/*}" ] || mkdir -p -- "${archive%/*}" 2>/dev/null || fail "cannot make the folder of the archive"
  [ ! -e "$archive" ] || [ -f "$archive" ] || fail "the archive's path is taken by something that is no file"
  partial=${archive%/*}/.$root.$$
  (set -C && : >"$partial") 2>/dev/null || fail "cannot write into the folder of the archive"
}

make_scratch() {
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/meshtriage.XXXXXXXX" 2>/dev/null) || {
    scratch=${TMPDIR:-/tmp}/meshtriage.$$.$(now)
    mkdir -m 700 "$scratch" || fail "cannot make a temporary folder"
  }
  work=$scratch/$root
  mkdir -p "$work" "$scratch/lists"
  manifest=$scratch/early
  : >"$manifest"
}

# Manifest first, so that a reader of the stream knows at once what it has. The local user's name stays out where tar can do that.
# Without gzip the archive is not compressed, which its readers notice; without tar it stays a folder.
pack() {
  if ! command -v tar >/dev/null; then
    rm -f "$partial"
    mv -- "$work" "$archive"
    return
  fi
  set +f
  set -- "$root/meta/manifest.ndjson"
  for entry in "$work"/meta/* "$work"/*; do
    case $entry in "$work/meta" | */meta/manifest.ndjson) continue ;; esac
    [ ! -e "$entry" ] || set -- "$@" "$root/${entry#"$work"/}"
  done
  set -f
  (
    cd "$scratch" || exit 1
    COPYFILE_DISABLE=1
    export COPYFILE_DISABLE
    tar --numeric-owner -cf - "$@" 2>/dev/null || tar -cf - "$@"
    echo "$?" >"$scratch/tar.code"
  ) | if command -v gzip >/dev/null; then gzip -c; else cat; fi >"$partial" && grep -qx 0 "$scratch/tar.code" && mv -f -- "$partial" "$archive"
}

cleanup() {
  [ -z "$progress" ] || kill "$progress" 2>/dev/null
  [ -z "$partial" ] || rm -f -- "$partial"
  # A second time for what a killed pipeline was still writing.
  [ -z "$scratch" ] || rm -rf -- "$scratch" 2>/dev/null || { sleep 1 && rm -rf -- "$scratch"; }
}

# ----------------------------------------------------------------------------------------------------------------- signals

# The first signal ends the running commands and lets what there is be packed, the second one ends everything.
on_signal() { # NAME
  if [ -n "$interrupted" ]; then
    stop_at_once
  fi
  interrupted=$1
  : >"$scratch/stop"
  signal_commands TERM
  printf 'capture.sh: interrupted: packing what there is (again to stop at once)\n' >&2 || true
}

# Sends a signal to the commands whose ids the workers have noted.
signal_commands() { # SIGNAL
  for noted in 0/child 1/child 2/child 3/child 0/forward.pid 1/forward.pid 2/forward.pid 3/forward.pid; do
    pid=''
    [ ! -s "$scratch/worker.$noted" ] || read -r pid <"$scratch/worker.$noted"
    [ -z "$pid" ] || kill "-$1" "$pid" 2>/dev/null
  done
}

# Waits for the workers, who end by themselves when their commands do: otherwise they would write into what is being removed.
stop_at_once() {
  (
    trap 'kill "$!"; exit 0' TERM
    while :; do
      signal_commands KILL
      sleep 1 &
      wait "$!"
    done
  ) 2>/dev/null &
  killer=$!
  [ -z "$packing" ] || kill -KILL "$running" 2>/dev/null
  await "$running"
  kill "$killer"
  exit 1
}

# On a terminal, a count every two seconds.
show_progress() {
  [ -t 2 ] && [ -z "$quiet$dry_run" ] || return 0
  (
    trap 'kill "$!"; exit 0' TERM
    while :; do
      sleep 2 &
      wait "$!"
      printf '\r  %s steps\r' "$(($(wc -l <"$manifest")))" >&2
    done
  ) &
  progress=$!
}

# -------------------------------------------------------------------------------------------------------------------- main

estimate() {
  read_counts
  printf '# %s of %s proxies; a rough estimate: %s MB before packing, %s MB packed, without logs\n' \
    "$chosen" "$known" $((chosen * 6 + known / 20 + 10)) $((chosen / 5 + known / 200 + 1))
}

finish() {
  say "packing"
  close_manifest
  # In the background like a phase: Ctrl-C reaches all programs of the terminal, and would end tar.
  (
    trap '' HUP
    pack
  ) &
  running=$! packing=yes
  await "$running"
  if [ ! -e "$archive" ] || [ -e "$partial" ]; then fail "the archive could not be written"; fi
  partial=''
  say "$ok steps done, $failed failed, $skipped skipped; sha256 $(sha256 <"$archive" 2>/dev/null)"
  printf '%s\n' "$archive"
  [ -z "$interrupted" ] || exit 11
  [ "$answered" -gt 0 ] || fail "the cluster answered nothing; the archive holds only the reasons"
  [ $((failed + gaps)) -eq 0 ] || exit 10
  exit 0
}

main() {
  read_flags "$@"
  interrupted='' discovering='' scratch='' partial='' progress='' running='' packing=''
  run_started=$(timestamp)
  deadline=$(($(now) + time_limit))
  trap cleanup EXIT
  choose_output
  make_scratch
  for signal in HUP INT PIPE TERM; do
    # shellcheck disable=SC2064
    trap "on_signal $signal" "$signal"
  done
  phase "versions" identify
  open_manifest
  show_progress
  phase "permissions, namespaces and pods" discover
  if [ -e "$scratch/unknown-namespace" ]; then wrong_usage "no such namespace: $(cat "$scratch/unknown-namespace")"; fi
  phase "objects of Kubernetes and Istio" objects
  phase "control plane" control_plane
  phase "proxies" proxies
  phase "ztunnel and Istio CNI" node_components
  phase "istioctl" istioctl_steps
  phase "logs" remaining_logs
  [ -z "$probing" ] || phase "probes" probes
  if [ -n "$dry_run" ]; then
    estimate
    exit 0
  fi
  finish
}

main "$@"
