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
  --request-timeout 30s     limit of each call (default: 20s to 3m, by what is asked for)
  --parallel 2              calls at the same time, 1 to 4
  --max-rate 20             calls begun in a second, all together
  --max-archive-size 500M   beyond it the largest logs are left out again
  --only KIND,KIND          only these kinds of step (pods, crd, istiod, proxy, log, dns, ztunnel, cni, istioctl ...)
  --skip KIND,KIND          everything but these
  --only-missing FILE       only the paths listed in FILE, one a line; * stands for any one part of a path, and a line
                            that ends in / for a folder
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
  max_proxies=120 timeout=15m request_timeout=3m parallel=2 max_rate=20 max_archive_size=500M
  only='' skipped_kinds='' only_missing=''
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
      --request-timeout) request_timeout=$2 ;;
      --parallel) parallel=$2 ;;
      --max-rate) max_rate=$2 ;;
      --max-archive-size) max_archive_size=$2 ;;
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
  call_limit=$(seconds_in "$request_timeout")
  [ "${call_limit:-0}" -gt 0 ] || wrong_usage "--request-timeout takes a time such as 10s or 1m"
  log_limit=$(bytes_in "$max_log_bytes")
  [ "${log_limit:-0}" -gt 0 ] || wrong_usage "--max-log-bytes takes a size such as 500K or 10M"
  archive_limit=$(bytes_in "$max_archive_size")
  [ "${archive_limit:-0}" -gt 0 ] || wrong_usage "--max-archive-size takes a size such as 50M or 1G"
  case $max_proxies in '' | *[!0-9]* | ????????*) wrong_usage "--max-proxies takes a number" ;; esac
  case $max_rate in '' | 0* | *[!0-9]* | ?????*) wrong_usage "--max-rate takes a number from 1 to 9999" ;; esac
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
    gsub(/:\/\/[^\/@ ]+@/, "://[redacted]@", text)
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
  [ -n "$dry_run$planning" ] || record step "$1" path "$2" skipped "$3" detail "$4"
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
  }

  function emit(text) {
    written += length(text)
    printf "%s", text
  }

  # The patterns are literals because BusyBox compiles all others again for each line, and without {n} because mawk has none.

  # The tests that every line goes through: for words, for shapes of credentials, and for what only objects hold.
  function has_word(text) {
    return tolower(text) ~ /passw|passphrase|token|secret|key|credential|auth|cookie|bearer|assertion|eyj|ls0tls1c|sig=|code=/
  }

  function has_shape(text) {
    return text ~ /:\/\/[^\/ "]*@|@tcp|AKIA|ASIA|gh[oprsu]_|hub_pat_|glpat-|xox[a-z]-|AIza|k_live_|k_test_|npm_|hvs\.|IBAAKC|IBADAN|[Bb]asic /
  }

  function has_detail(text) {
    return text ~ /inline|last-applied|ABIA|ACCA|hv[br]\.|gldt-|glrt-|glcbt-|glptt-|glagent-|TFMwdExTM|MHcCAQEEI|MIGHAgEAM|[pP]wd|PWD|_pass|_PASS|-pass|\.pass|sshpass|requirepass|masterauth|mysql|mariadb|redis-cli|-u |-u"|--user|pkcs12|docker|apr1|\$2[aby]|\$[156y]\$|SHA}|SHA[0-9]*}|"[dkpq][pqi]?"|kty/
  }

  function suspicious(text) {
    return has_word(text) || has_shape(text) || has_detail(text)
  }

  function is_secret_key(key) {
    return key ~ /passw|passphrase|pwd$|(^|[_.-])pass$|requirepass|masterauth|token|secret|(api|access|account|auth|signing|encryption|storage|shared|hmac|subscription|functions|private|json|client|license)[_.-]?key|credential|authorization|cookie|bearer|assertion|session_ticket|tls\.key$|\.docker(cfg|configjson)$|^auth$|_auth$|^pkcs12$|^[?&;](sig|signature|code|key|auth|ticket)$|x-amz-signature$/ && !harmless(key)
  }

  # Keys that speak about a secret without being one: secretName, tokenPath, jwksUri, credentialNames, fromCookies ...; and
  # the variables of the mesh.
  function harmless(key) {
    return key ~ /(names?|namespaces?|paths?|dir|files?|filename|refs?|ur[il]s?|type|polic(y|ies)|mode|ttl|audiences?|issuer|provider|expiration|seconds|bucket|fill|prefix|fromcookies|domain|secure|samesite|enabled|required|endpoint|hosts?|port|service|size|version|interval|duration|timeout|count|headers?|claims?|format|algorithm)$|^jwks|^(istio_|pilot_|citadel_|use_token|token_audiences|credential_(fetcher|identity)|secret_(ttl|grace|rotation)|require_3p_token|enable_)/
  }

  # Whether a value is worth hiding: masks of others, numbers, switches, references and paths of files are not.
  # unsure: text in which the words also occur in sentences.
  function worth(value, key, unsure) {
    if (value == "" || value ~ /^(true|false|null|nil|none|yes|no|W3JlZGFjdGVkXQ==|\[redacted.*|\(removed.*|[*]+|bearer *|basic *|Bearer *|Basic *)$/) return 0
    if (value ~ /^(\$[{(][^})]*[)}]|\$[A-Z_]+|%[A-Z_]+(\([^)]*\))?(:[0-9]+)?%|[{][{].*[}][}]|<[a-z -]*>)$/) return 0
    if (value ~ /^\/(etc|var|run|tmp|home|root|opt|usr|app|mnt)\// || value ~ /^\/\//) return 0
    if (key ~ /pass(word|wd|phrase)?$/) return !unsure || length(value) > 3
    if (value ~ /^[0-9.]+$/) return 0
    if (key ~ /cookie/) return value ~ /=/ || (key !~ /^(set-)?cookies?$/ && opaque(value))
    if (key ~ /^[?&;]/) return opaque(value)
    if (!unsure) return 1
    if (unsure > 1 || key !~ /passw|passphrase|pwd|pass$|(api|private|access|account)[_.-]?key|(client|shared)[_.-]?secret|[a-z0-9][_-]token/) return opaque(value)
    return 1
  }

  # Not a word of a sentence, nor the name of a mode.
  function opaque(value) { return length(value) >= 8 && value ~ /[0-9A-Z]/ && value !~ /^[A-Z]?[a-z]+$/ }

  # What is shown of a value: the scheme of an Authorization header says more than the mask.
  function hidden(value) {
    removed++
    return match(value, /^(Bearer|Basic|Digest|Negotiate|bearer|basic) +/) ? substr(value, 1, RLENGTH) mask : mask
  }

  # How far a string reaches that was opened by a quote behind so many backslashes; all of it when it is not closed.
  function string_length(text, opening,   at, found, before) {
    while (found = index(substr(text, at + 1), opening)) {
      before = at + found - 1
      if (length(opening) > 1) { if (substr(text, before, 1) != "\\") return before }
      else if (!ends_in_escape(substr(text, 1, before))) return before
      at = before + length(opening)
    }
    return length(text)
  }

  function ends_in_escape(text,   at) {
    for (at = length(text); substr(text, at, 1) == "\\"; at--) ;
    return (length(text) - at) % 2
  }

  # Hides the values behind words about secrets: KEY: v, KEY=v, "KEY":"v", {"name":"KEY","value":"v"}, --KEY v, ("KEY", "v") ...
  # and the same inside of strings and of strings in strings, where a quote stands behind backslashes.
  function mask_words(text,   low, done, tail, key, from, at, size, opening, more) {
    low = tolower(text)
    while (match(low, /passw|passphrase|pwd|[_.-]pass|requirepass|masterauth|token|secret|[a-z][_.-]?key|credential|auth|cookie|bearer|assertion|session_ticket|tls\.key|\.docker|pkcs12|[?&;](sig|code|key|auth|ticket)|x-amz-signature/)) {
      at = RSTART + RLENGTH
      from = RSTART
      tail = substr(low, from > 64 ? from - 64 : 1, from > 64 ? 64 : from - 1)
      if (substr(low, from, 1) !~ /[?&;]/ && match(tail, /[a-z0-9_.-]+$/)) from -= RLENGTH
      # The n of a line end in a string.
      if (from > 1 && substr(low, from - 1, 1) == "\\" && substr(low, from, 1) ~ /[nrt]/) from++
      if (match(substr(low, at, 64), /^[a-z0-9_.-]+/)) at += RLENGTH
      if (from > 1 && substr(low, from - 1, 1) ~ /[?&;]/ && substr(low, from, at - from) ~ /^(sig|signature|code|key|auth|ticket)$/) from--
      key = substr(low, from, at - from)
      tail = substr(text, from > 24 ? from - 24 : 1, from > 24 ? 24 : from - 1)
      dashed = key ~ /^-/
      sub(/^-+/, "", key)
      size = 0
      if (is_secret_key(key)) {
        done = masked_before(done substr(text, 1, from - 1))
        done = done substr(text, from, at - from)
        text = substr(text, at)
        size = separator(substr(text, 1, 240), tail, key)
        if (size && block) {
          if (text ~ /^\\*["\047]/) sub(/\\*["\047]$/, "", tail)
          match(tail, /[ -]*$/)
          done = done mask_block(text, size, RLENGTH)
          text = behind_block
          size = 0
        }
      } else {
        done = done substr(text, 1, at - 1)
        text = substr(text, at)
      }
      for (more = size > 0; more; more = in_list && size) {
        done = done substr(text, 1, size)
        text = substr(text, size + 1)
        opening = ""
        if (match(text, /^\\*["\047]/)) opening = substr(text, 1, RLENGTH)
        if (opening == "" && quoted_only) break
        done = done opening
        text = substr(text, length(opening) + 1)
        size = opening == "" ? bare_length(text, tail, key) : string_length(text, opening)
        if (nested && substr(text, size + 1, 12) ~ /^\\*" ?:/) break
        if (worth(substr(text, 1, size), key, unsure)) done = done hidden(substr(text, 1, size))
        else done = done substr(text, 1, size)
        text = substr(text, size + 1)
        if (in_list) size = match(text, /^\\*["\047] ?([}] ?, ?[{] ?\\*"inline_?[bBsS][a-z]+\\*" ?:|,) ?\\*["\047]/) ? RLENGTH - length(opening) : 0
      }
      low = substr(low, length(low) - length(text) + 1)
    }
    return done text
  }

  # {"value":"v","name":"KEY"}: what stands before a key that has just been found.
  function masked_before(done,   tail, at, head) {
    if (substr(done, length(done) - 7) !~ /(name|key)\\*["\047]? ?: ?\\*["\047]?$/) return done
    tail = length(done) > 4096 ? substr(done, length(done) - 4095) : done
    head = substr(done, 1, length(done) - length(tail))
    if (match(tail, /value\\*"? ?: ?\\*"?[^"\\]+(\\*",|\\n) *(- )?\\*"?(name|key)\\*"? ?: ?\\*"?$/)) {
      at = RSTART
      match(substr(tail, at), /^value\\*"? ?: ?\\*"?/)
      at += RLENGTH
      head = head substr(tail, 1, at - 1)
      tail = substr(tail, at)
      match(tail, /^[^"\\]+/)
      if (worth(substr(tail, 1, RLENGTH), "", 0)) {
        removed++
        return head mask substr(tail, RLENGTH + 1)
      }
      return head tail
    }
    return done
  }

  # Length of what stands between a key and its value, 0 when no value follows.
  function separator(gap, tail, key,   size) {
    in_list = quoted_only = nested = lines = block = 0
    unsure = !structured
    # "KEY", "value": "v" and its relatives, also in YAML
    if (match(gap, /^\]?\\*["\047]?(\\r)?,?(\\n)? *\\*"?(raw_?value|value|values|notvalues|notValues|rawValue|exact_?match|exactMatch|string_?match|stringMatch)\\*"? ?[:=] ?[[{]*(\\*"exact\\*" ?: ?)?/)) {
      size = RLENGTH
      in_list = substr(gap, size, 1) == "["
      quoted_only = substr(gap, size, 1) ~ /[[{]/
      nested = substr(gap, size, 1) == "{"
      lines = 1
      return size
    }
    if (match(gap, /^(\\*["\047]\]?)?[ \t]*(:=|=>|[:=]|%3[AaDd])[ \t]*/)) {
      size = RLENGTH
      # Behind a key of JSON, what is no string is a number or a switch.
      quoted_only = gap ~ /^\\*"/
      if (substr(gap, size + 1, 2) == "//" || substr(gap, 1, 2) == "::") return 0
      if (unsure && gap !~ /^\\*["\047]?[ \t]*(=|%3[Dd])/ && substr(gap, size + 1) !~ /^\\*["\047]/) unsure = 2
      gap = substr(gap, size + 1)
      while (match(gap, /^[[{ ]+(\\*"(keys|secret|inline_?(bytes|string)|inline(Bytes|String)|exact|prefix|value)\\*" ?: ?)?/)) {
        quoted_only = nested = 1
        in_list = in_list || gap ~ /^ *\[/
        size += RLENGTH
        gap = substr(gap, RLENGTH + 1)
      }
      if (nested) return size
      if (match(gap, /^[|>][0-9+-]*[ \r]*((\\+r)?\\+n|$)/)) {
        block = 1
        return size
      }
      if (match(gap, /^(\\r)?\\n *- /) && substr(gap, RLENGTH + 1) !~ /^[A-Za-z]+: /) size += RLENGTH
      lines = tail ~ /(^|\\n|\\r|["\047\t])[ ]*(- |export )?$/ && !dashed
      return size
    }
    if (dashed && match(gap, /^(\\*["\047], *\\*["\047]| +)/) && substr(gap, RLENGTH + 1, 1) != "-") {
      size = RLENGTH
      if (gap ~ /^ /) return size
      match(gap, /^\\*["\047], */)
      return RLENGTH
    }
    # headers:add("KEY", "v") of Lua, the tuples in the debug log of Envoy
    if (match(gap, /^\\*["\047], */) && (tail ~ /\(\\*["\047]$/ || tail ~ /\047$/)) {
      quoted_only = 1
      return RLENGTH
    }
    # The configuration of nginx and of Redis, and .netrc
    if (match(gap, /^[ \t]+\\*["\047]/) && tail ~ /[a-z]_(header|cookie_flags) +$/) return RLENGTH - 1 - (substr(gap, RLENGTH - 1, 1) == "\\")
    if (match(gap, /^([ \t]|\\n|\\t)+/) && (tail ~ /_header +$/ || key ~ /^(requirepass|masterauth)$/ || (key ~ /^passw/ && tail ~ /(login|user|account) +[^ ]+([ \t]|\\n|\\t)+$/))) return RLENGTH
    return 0
  }

  # A block of YAML in a string, from the key on: its lines are indented deeper. A quote around the string has one backslash
  # less than a line end in it. What comes after the block is left in `behind_block`.
  function mask_block(text, size, indent,   head) {
    head = substr(text, 1, size)
    text = substr(text, size + 1)
    match(text, /^[|>][0-9+-]*[ \r]*/)
    head = head substr(text, 1, RLENGTH)
    text = substr(text, RLENGTH + 1)
    removed++
    block_indent = indent
    block_end = match(text, /\\+n/) ? substr(text, RSTART, RLENGTH) : ""
    if (block_end != "") return head rest_of_block(text)
    in_block = 1
    behind_block = ""
    return head
  }

  # Also the rest of a block that began in a piece before.
  function rest_of_block(text,   quote, size, at, line, out) {
    quote = substr(block_end, 1, length(block_end) - 2) "\""
    size = string_length(text, quote)
    open_block = size == length(text)
    behind_block = substr(text, size + 1)
    text = substr(text, 1, size)
    for (;;) {
      at = line_end(text)
      line = at ? substr(text, 1, at - 1) : text
      match(line, /^( |\\+[rt])*/)
      out = out substr(line, 1, RLENGTH) (RLENGTH < length(line) ? mask : "")
      if (!at) return out
      text = substr(text, at)
      line = substr(text, length(block_end) + 1)
      match(line, /^ */)
      if (RLENGTH <= block_indent && RLENGTH < length(line) && substr(line, RLENGTH + 1) !~ /^\\+[nr]/) {
        open_block = 0
        behind_block = text behind_block
        return out
      }
      out = out block_end
      text = line
    }
  }

  # Where the next line end begins that is no escaped backslash and an n.
  function line_end(text,   at, found) {
    while (found = index(substr(text, at + 1), block_end)) {
      at += found
      if (at == 1 || substr(text, at - 1, 1) != "\\") return at
    }
    return 0
  }

  # The same for a line of its own, behind the time of a log.
  function block_line(text,   head, words) {
    match(text, /^([0-9][0-9T:.+-]+Z)? */)
    head = words = substr(text, 1, RLENGTH)
    sub(/^[^ ]+/, "", words)
    if (substr(text, RLENGTH + 1) ~ /^\r?$/) return text
    if (length(words) > block_indent) return head mask (text ~ /\r$/ ? "\r" : "")
    in_block = 0
    return text
  }

  # How far a value reaches that is not quoted: a word, or the rest of its line in a file of lines.
  function bare_length(text, tail, key,   size) {
    if (key ~ /authorization/ && match(text, /^[A-Za-z0-9-]+ +/) && tolower(text) ~ /^(bearer|basic|digest|negotiate|token|apikey|aws4-hmac-sha256) /) {
      size = RLENGTH
      if (tolower(text) ~ /^(digest|aws4)/) return match(text, /\\*["\047]|\\[nr]|\r/) ? RSTART - 1 : length(text)
      match(substr(text, size + 1), /^[^] ,;"\047\\{}<>\t\r]*/)
      return size + RLENGTH
    }
    if (key ~ /cookie/) return match(text, /^[^] ,;"\047\\{}<>\t\r]+(; ?[^] =,;"\047\\]+(=[^] ,;"\047\\]*)?)*/) ? RLENGTH : 0
    if (lines && structured) {
      size = match(text, /\\[nr]|\\*"| [A-Za-z_.-]+[=:]|[&;]| #|\r/) ? RSTART - 1 : length(text)
      if (text ~ /^[[{]/) return 0
      return size
    }
    return match(text, /^[^] ,;&"\047\\{}()<>|\t\r]+(\([^] ,;&"\047\\{}()<>|\t\r]*)?/) ? RLENGTH : 0
  }

  # Credentials that are known by their shape.
  function mask_shapes(text,   low, done, found, at) {
    if (structured && index(text, "last-applied")) text = mask_applied(text)
    removed += gsub(/eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]*/, "[redacted JWT]", text)
    # "-----BEGIN ... PRIVATE KEY" in base64, for the kinds of key that exist, and once more in base64; keys without armour;
    # {"auths": of Docker
    removed += gsub(/LS0tLS1CRUdJTiB(QUklWQVRF|SU0EgUFJJVkFURS|FQyBQUklWQVRF|EU0EgUFJJVkFURS|PUEVOU1NI|FTkNSWVBURUQ|QR1AgUFJJVkFURS)[A-Za-z0-9+\/=]*|TFMwdExTMUNSVWRKVGlC(UVVrbFdRV|U1UwRWdVRl|RlF5QlFVa|RVUwRWdVRl|UFVFVk9VM|RlRrTlNXV)[A-Za-z0-9+\/=]*/, "[redacted private key]", text)
    removed += gsub(/MII[A-Za-z0-9+\/][A-Za-z0-9+\/][A-Za-z0-9+\/]IBA(AKC|DANBgkqhk)[A-Za-z0-9+\/=]*|MHcCAQEEI[A-Za-z0-9+\/=]*|MIGHAgEAMBMGByqGSM49[A-Za-z0-9+\/=]*/, "[redacted private key]", text)
    removed += gsub(/eyJhdXRocy[A-Za-z0-9+\/=]*/, mask, text)
    removed += gsub(/(AKIA|ASIA|ABIA|ACCA)[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]+|AIza[A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-]+|gh[oprsu]_[A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9]+|github_pat_[A-Za-z0-9_]+|gl(pat|dt|rt|cbt|ptt|agent)-[A-Za-z0-9_-]+|xox[abeoprs]-[A-Za-z0-9-]+|[rs]k_(live|test)_[A-Za-z0-9]+|npm_[A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9][A-Za-z0-9]+|hv[brs]\.[A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-]+/, mask, text)
    removed += gsub(/\$(apr1|2[abxy]|[156y])\$[A-Za-z0-9.\/=,+]+\$[A-Za-z0-9.\/$]+|\$2[abxy]\$[0-9]+\$[A-Za-z0-9.\/]+|\{S*SHA[0-9]*\}[A-Za-z0-9+\/=]+/, mask, text)
    if (index(text, "://")) text = mask_userinfo(text)
    if (index(text, "@")) removed += gsub(/[A-Za-z0-9_]+:[^ "@:\/]+@(tcp|unix)\(/, "[redacted]@tcp(", text)
    if (index(text, "kty")) text = mask_jwk(text)
    done = ""
    low = tolower(text)
    while (match(low, /(bearer|basic)(%20|[+ ])+[a-z0-9._~+\/=-]+/)) {
      found = substr(text, RSTART, RLENGTH)
      at = RSTART + RLENGTH
      done = done substr(text, 1, RSTART - 1)
      text = substr(text, at)
      low = substr(low, at)
      match(found, /^[A-Za-z]+(%20|[+ ])+/)
      if (opaque(substr(found, RLENGTH + 1))) {
        removed++
        found = substr(found, 1, RLENGTH) mask
      }
      done = done found
    }
    return mask_commands(done text)
  }

  # Passwords behind the short options of well-known programs.
  function mask_commands(text,   done, found, size) {
    if (text !~ /sshpass|redis-cli|mysql|mariadb|-u |--user[ =]/) return text
    while (match(text, /(sshpass|redis-cli( [^"|;&]*)?) +-[ap] *[^ "\\-][^ "\\]*|(mysql|mariadb)[a-z-]*( [^"|;&]*)? -p[^ "\\]+|(-u|--user)[ =]+[^ :"\\]+:[^ "\\\/][^ "\\]*/)) {
      found = substr(text, RSTART, RLENGTH)
      done = done substr(text, 1, RSTART - 1)
      text = substr(text, RSTART + RLENGTH)
      size = match(found, /^-[^:]*:/) ? RLENGTH : match(found, / -p[^ ]+$/) ? RSTART + 2 : match(found, /[^ ]+$/) ? RSTART - 1 : 0
      if (worth(substr(found, size + 1), "", 0)) found = substr(found, 1, size) hidden(substr(found, size + 1))
      done = done found
    }
    return done text
  }

  # User and password in a URL; a port and an @ in a path behind it are none.
  function mask_userinfo(text,   done, found) {
    while (match(text, /:\/\/[^ "\/@,\\]*:[^ "@\\]*@|:\/\/[^ "\/@:?#,\\]+@/)) {
      found = substr(text, RSTART, RLENGTH)
      done = done substr(text, 1, RSTART - 1)
      text = substr(text, RSTART + RLENGTH)
      if (found !~ /^:\/\/[^:]*:[0-9]+[\/?,#]/ && found != "://[redacted]@") {
        removed++
        found = "://[redacted]@"
        # An @ in the password
        if (match(text, /^[^ "\/,@?\\]*@/)) text = substr(text, RLENGTH + 1)
      }
      done = done found
    }
    return done text
  }

  # The private members of JSON Web Keys.
  function mask_jwk(text,   done, found) {
    while (match(text, /"(d|p|q|dp|dq|qi|k)\\*" *: *\\*"[A-Za-z0-9_-]+/)) {
      found = substr(text, RSTART, RLENGTH)
      done = done substr(text, 1, RSTART - 1)
      text = substr(text, RSTART + RLENGTH)
      match(found, /[A-Za-z0-9_-]+$/)
      done = done substr(found, 1, RSTART - 1) mask
      removed++
    }
    return done text
  }

  # What kubectl apply keeps of an object, in a document without line ends.
  function mask_applied(text,   done, opening, size) {
    while (match(text, /last-applied-configuration\\*" ?: ?\\*"/)) {
      done = done substr(text, 1, RSTART + RLENGTH - 1)
      match(substr(text, RSTART, RLENGTH), /\\*"$/)
      opening = substr(text, index(text, "last-applied"))
      match(opening, /^last-applied-configuration\\*" ?: ?/)
      opening = substr(opening, RLENGTH + 1)
      match(opening, /^\\*"/)
      text = substr(opening, RLENGTH + 1)
      opening = substr(opening, 1, RLENGTH)
      size = string_length(text, opening)
      if (size == length(text)) open_string = opening
      removed++
      done = done "(removed " size " bytes)"
      text = substr(text, size + 1)
    }
    return done text
  }

  # Private keys in PEM, on one line (JSON escapes the line ends) or over many.
  function mask_pem(text,   begin, rest, end) {
    while (begin = match(text, /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/)) {
      removed++
      rest = substr(text, begin)
      if (end = match(rest, /-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/)) rest = substr(rest, end + RLENGTH)
      else if (end = index(substr(rest, 2), "\"")) rest = substr(rest, end + 1)
      else { rest = ""; in_key = 100 }
      text = substr(text, 1, begin - 1) "[redacted private key]" rest
    }
    return text
  }

  # A line behind the first one of a key: what looks like a part of the key goes, the time in front of it and other lines stay.
  function rest_of_key(text,   cr) {
    in_key = text ~ /-----END/ ? 0 : in_key - 1
    cr = text ~ /\r$/ ? "\r" : ""
    sub(/DEK-Info: .*/, mask, text)
    if (cr != "") text = substr(text, 1, length(text) - 1)
    if (match(text, /[A-Za-z0-9+\/=]+$/) && (RLENGTH >= 32 || RSTART == 1 || substr(text, 1, RSTART - 1) ~ /^[0-9T:.+-]+Z? $/)) text = substr(text, 1, RSTART - 1) mask
    return text cr
  }

  function masked(text) {
    if (index(text, "PRIVATE KEY")) text = mask_pem(text)
    if (has_shape(text) || has_detail(text) || index(text, "eyJ") || index(text, "LS0tLS1") || tolower(text) ~ /bearer|basic/) text = mask_shapes(text)
    return mask_words(text)
  }

  function with_value(head, value, replacement) {
    removed++
    return head "\"" replacement "\"" (value ~ /,$/ ? "," : "")
  }

  # The key of the object or list around a line
  function opened() {
    return match(opener, /"[^"]*"/) ? tolower(substr(opener, RSTART + 1, RLENGTH - 2)) : ""
  }

  function unquoted(value) {
    sub(/^"/, "", value)
    sub(/",?$/, "", value)
    return value
  }

  # One line of JSON that has a key of its own, or is an element of a list.
  function json_line(text,   head, value, key, bare, was_option) {
    was_option = secret_option
    secret_option = ""
    if (match(text, /^[ \t]*"[^"]*" ?: ?"/)) {
      head = substr(text, 1, RLENGTH - 1)
      value = substr(text, RLENGTH)
      bare = unquoted(value)
      key = tolower(head)
      gsub(/^[ \t]*"|" ?: ?$/, "", key)
      if (key ~ /last-applied-configuration$/ || (flat == "annotations" && length(value) > 4096)) return with_value(head, value, "(removed " length(value) " bytes)")
      if (flat != "labels" && is_secret_key(key) && worth(bare, key, 0)) return with_value(head, value, hidden_once(bare))
      if (secret_name != "" && key ~ /^((raw_?)?value|exact(_?match)?)$/ && worth(bare, secret_name, 0)) return with_value(head, value, hidden_once(bare))
      if (key ~ /^(inline_?(bytes|string)|exact|prefix|key|d|p|q|dp|dq|qi|k)$/ && in_secret(key, bare)) return with_value(head, value, hidden_once(bare))
      if (key == "value" && secret_name flat == "") return held = masked(text)
      if (key == "name" || key == "key") {
        secret_name = names_secret(bare)
        in_condition = secret_name != "" && bare ~ /^request\.headers\[/
      }
    } else if (match(text, /^[ \t]*"/)) {
      head = substr(text, 1, RLENGTH - 1)
      value = substr(text, RLENGTH)
      bare = unquoted(value)
      if (was_option secret_list != "" && worth(bare, "", 0)) {
        if (was_option == ":" && match(bare, /^[^:]*:./)) return with_value(head, value, substr(bare, 1, RLENGTH - 1) mask)
        if (was_option != ":") return with_value(head, value, hidden_once(bare))
      }
      if (bare ~ /^--?[A-Za-z0-9_.-]*$/) {
        if (names_secret(bare) != "" || program " " bare ~ /^(sshpass -p|redis-cli -a)$/) secret_option = "-"
        if (bare ~ /^(-u|--user)$/) secret_option = ":"
      }
      if (bare ~ /^-p./ && program == "mysql") return with_value(head, value, "-p" mask)
      if (match(bare, /(sshpass|redis-cli|mysql|mariadb)[a-z-]*$/)) {
        program = substr(bare, RSTART, RLENGTH)
        if (program ~ /^m/) program = "mysql"
      }
    } else if (match(text, /^[ \t]*"[^"]*([pP]assword|[pP]asswd|PASSWORD)" ?: ?/) && substr(text, RLENGTH + 1) ~ /^[0-9]+,?$/) {
      return with_value(substr(text, 1, RLENGTH), text, mask)
    }
    return flat == "labels" ? mask_shapes(text) : masked(text)
  }

  # The start of an object or list that has a key.
  function open_object(text, hit) {
    opener = text
    flat = ""
    if (text ~ /"annotations" ?: ?[{]$/) flat = "annotations"
    else if (text ~ /([lL]abels|[sS]elector)" ?: ?[{]$/) flat = "labels"
    secret_list = text ~ /[[]$/ && (hit && is_secret_key(opened()) || in_condition && text ~ /"(notV|v)alues"/) ? 1 : ""
    if (text !~ /[mM]atch|[hH]eader"/) secret_name = ""
    in_secret_object = hit && is_secret_key(opened()) ? 1 : ""
  }

  # Prints the value that waits for the next line, which may be the name it belongs to.
  function release(text,   value) {
    if (match(text, /^[ \t]*"(name|key)" ?: ?"/) && names_secret(unquoted(substr(text, RLENGTH))) != "") {
      match(held, /^[ \t]*"[^"]*" ?: ?"/)
      value = unquoted(substr(held, RLENGTH))
      if (worth(value, "", 0)) held = with_value(substr(held, 1, RLENGTH - 1), held, hidden_once(value))
    }
    emit(held held_end)
    held = ""
  }

  # with_value counts
  function hidden_once(value) {
    removed--
    return hidden(value)
  }

  # Values whose key says nothing, below one that does.
  function in_secret(key, value,   around) {
    around = opened()
    if (key ~ /^inline/) return value != "" && worth(value, "", 0) && (is_secret_key(around) || around ~ /^(keys|users|pkcs12|secret)$/)
    if (key == "key") return around == "credentials"
    if (key ~ /^(d|p|q|dp|dq|qi|k)$/) return length(value) >= 16 && value ~ /^[A-Za-z0-9_-]+$/
    return around !~ /cookie/ && is_secret_key(around) && worth(value, around, 0)
  }

  # The lowered name when it is that of a secret; a header in a condition of an AuthorizationPolicy is one.
  function names_secret(value) {
    value = tolower(value)
    gsub(/^-+|^request\.headers\[|\]$/, "", value)
    return is_secret_key(value) ? value : ""
  }

  # A compact document is one line of many megabytes: taken in pieces that end behind an object, a string or a word.
  function emit_long(text,   total, from, size, block, piece, cut) {
    total = length(text)
    open_string = ""
    open_block = 0
    from = 1
    while (from <= total || block != "") {
      cut = 0
      for (size = 4096; !cut; size *= 2) {
        # By way of blocks, because BusyBox counts the characters of the whole line for each piece.
        if (length(block) < size && from <= total) {
          block = block substr(text, from, 262144)
          from += 262144
        }
        piece = substr(block, 1, size)
        cut = from > total && length(piece) == length(block) ? length(piece) : last_end(piece)
      }
      emit(masked_piece(substr(piece, 1, cut)))
      block = substr(block, cut + 1)
    }
    emit("\n")
  }

  # What is open at the end of a piece goes on in the next.
  function masked_piece(piece,   opening, size) {
    if (in_key > 0) {
      in_key = 0
      match(piece, /^[A-Za-z0-9+\/=\\ ]*(-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----)?/)
      piece = substr(piece, RLENGTH + 1)
    }
    if (open_string != "") {
      opening = open_string
      open_string = ""
      size = string_length(piece, opening)
      if (size == length(piece)) {
        open_string = opening
        return ""
      }
      piece = substr(piece, size + 1)
    }
    if (open_block) {
      opening = rest_of_block(piece)
      return opening (behind_block != "" ? masked_piece(behind_block) : "")
    }
    return suspicious(piece) ? masked(piece) : piece
  }

  function last_end(piece,   parts, count, cut, pass, tail) {
    count = split(piece, parts, /\},/)
    if (count > 1) return length(piece) - length(parts[count])
    for (pass = 1; pass <= 2; pass++) {
      count = pass == 1 ? split(piece, parts, /",/) : split(piece, parts, / /)
      for (cut = length(piece); count > 1; count--) {
        cut -= length(parts[count])
        tail = substr(parts[count - 1], length(parts[count - 1]) > 99 ? length(parts[count - 1]) - 99 : 1)
        if (tail !~ /\\$/ && !suspicious(tail) && tail !~ /BEGIN|PRIVATE/) return cut
        cut -= pass == 1 ? 2 : 1
      }
    }
    return 0
  }

  kind == "dates" {
    if (match($0, /Date: [A-Z][a-z][a-z], [^"]*GMT/)) emit("server " substr($0, RSTART + 6, RLENGTH - 6) "\n")
    next
  }

  written + length($0) > limit { truncated = 1; exit }

  in_key > 0 {
    emit(masked(rest_of_key($0)) "\n")
    next
  }

  length($0) > 65536 { emit_long($0); next }

  in_block {
    text = block_line($0)
    if (in_block) {
      emit(text "\n")
      next
    }
  }

  !structured {
    written += length($0) + 1
    if (has_word($0) || has_shape($0)) print masked($0)
    else print
    next
  }

  {
    text = $0
    last = substr(text, length(text))
    end = "\n"
    if (last == "\r") {
      end = "\r\n"
      text = substr(text, 1, length(text) - 1)
      last = substr(text, length(text))
    }
    if (!index(text, "\"") && text ~ /^[ \t]*([]}]+,?|[{[])$/) {
      if (held != "") release("")
      secret_name = secret_option = secret_list = flat = in_condition = program = in_secret_object = ""
      written += length(text) + length(end)
      printf "%s%s", text, end
      next
    }
    hit = suspicious(text)
    if (held != "") release(text)
    if (last == "{" || last == "[") {
      open_object(text, hit)
      secret_option = program = ""
      if (hit) text = masked(text)
    } else if (hit || (secret_name secret_option secret_list program in_secret_object) != "" || length(text) > 4096 || index(text, "\"value\":")) {
      text = json_line(text)
      if (held != "") {
        held_end = end
        next
      }
    }
    written += length(text) + length(end)
    printf "%s%s", text, end
  }

  END {
    if (held != "") release("")
    printf "%d %d\n", removed, truncated > ENVIRON["REDACT_REPORT"]
  }
'

redact() { # KIND LIMIT REPORT
  REDACT_KIND=$1 REDACT_LIMIT=$2 REDACT_REPORT=$3 REDACT_NOW=$started awk -- "$redactor" 2>/dev/null
}

# ---------------------------------------------------------------------------------------------------- running a command

# Limits that are not flags: bytes of one file, of one stderr, and of everything before packing.
file_limit=268435456
stderr_limit=65536
total_limit_kib=3145728

# Runs a command, which `watch_calls` ends when it takes longer; `timeout` is missing on macOS and would take the command
# out of the terminal's process group, where credential plugins could no longer ask for a password.
limited() { # SECONDS COMMAND...
  allowed=$1
  shift
  (trap - TERM && exec "$@") </dev/null &
  child=$!
  # One more, because the second that has begun is counted in full.
  echo "$child $(($(now) + allowed + 1))" >"$mine/child"
  [ ! -e "$scratch/stop" ] || kill -TERM "$child" 2>/dev/null
  wait "$child" 2>/dev/null
  code=$?
  : >"$mine/child"
  return "$code"
}

# Ends what runs longer than it may: asks at first, and does not ask two seconds later. Ends with the script, even a killed one.
watch_calls() {
  (
    trap 'kill -KILL "$!"; exit 0' TERM
    while kill -0 "$$"; do
      sleep 1 &
      wait "$!"
      for worker in 0 1 2 3; do
        child='' until=0
        [ ! -s "$scratch/worker.$worker/child" ] || read -r child until <"$scratch/worker.$worker/child"
        late=$(($(now) - until))
        if [ -z "$child" ] || [ "$late" -lt 0 ]; then continue; fi
        : >"$scratch/worker.$worker/timed-out"
        if [ "$late" -lt 2 ]; then kill -TERM "$child"; else kill -KILL "$child"; fi
      done
    done
  ) >/dev/null 2>&1 &
  watcher=$!
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
    /Client\.Timeout exceeded|context deadline exceeded/ { print "timeout"; exit }
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
    END { if (!found) print kind ~ /^(json|any)$/ ? "empty" : kind == "optional" ? "none" : "" }
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
  elif [ "$code" -ne 0 ] && [ "$truncated" = 0 ] && ! accepted_answer; then
    judge_failure
  else
    reason=$(unexpected_content)
    [ -z "$reason" ] || detail=$(error_line "$target")
  fi
  case $reason in unsupported | not-json | empty | none) rm -f "$target" ;; esac
  # kubectl prints a list without items when it gets no answer.
  if [ -n "$reason" ] && [ "$kind" = json ] && grep -q '"items": \[\]' "$target" 2>/dev/null; then rm -f "$target"; fi
  [ -z "$reason" ] || [ -s "$target" ] || rm -f "$target"
}

# Not when it is kubectl itself that failed, in the middle of the answer.
accepted_answer() {
  [ "$code" = "$accepted" ] && [ -s "$target" ] && ! grep -q -e '^error:' -e '^Error from server' "$target.stderr" 2>/dev/null
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
  pace
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

# Keeps to --max-rate: a worker that has begun its share of calls in this second waits for the next.
pace() {
  paced_second=0 paced_calls=0
  [ ! -s "$mine/paced" ] || read -r paced_second paced_calls <"$mine/paced"
  if [ "$(now)" != "$paced_second" ]; then
    paced_second=$(now) paced_calls=0
  elif [ "$paced_calls" -ge $(((max_rate + parallel - 1) / parallel)) ]; then
    sleep 1
    paced_second=$(now) paced_calls=0
  fi
  echo "$paced_second $((paced_calls + 1))" >"$mine/paced"
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
  if [ -n "$planning" ]; then
    planned=$((planned + 1))
    return 1
  fi
  [ "$seconds" -le "$call_limit" ] || seconds=$call_limit
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
  printf '%s\n' "${path:-$name}" >"$mine/now"
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
    BEGIN { count = split(ENVIRON["MISSING_PATH"], path, "/") }
    {
      parts = split($0, part, "/")
      folder = /\/$/
      if (folder ? parts > count : parts != count) next
      for (i = 1; i <= parts - folder; i++) if (part[i] != "*" && part[i] != path[i]) next
      found = 1
      exit
    }
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
phase() { # FUNCTION
  if [ -n "$interrupted" ]; then
    record_skip "phase/$1" "" interrupted "not started"
    return
  fi
  announce "$1"
  (
    trap '' HUP
    become_worker 0
    "$1"
  ) &
  running=$!
  await "$running"
}

announce() { # PHASE
  case $1 in
    identify) say "versions" ;;
    discover) say "permissions, namespaces and pods" ;;
    objects) say "objects of Kubernetes and Istio" ;;
    control_plane) say "control plane" ;;
    proxies) say "proxies: $(proxies_chosen)" ;;
    node_components) say "ztunnel and Istio CNI" ;;
    istioctl_steps) say "istioctl" ;;
    remaining_logs) say "logs" ;;
    probes) say "probes" ;;
  esac
}

await() { # PID
  while kill -0 "$1" 2>/dev/null; do wait "$1"; done
}

become_worker() { # NUMBER
  mine=$scratch/worker.$1
  # A signal for the whole process group would end workers and filters between a file and its line in the manifest.
  trap '' INT TERM
  mkdir -p "$mine"
}

# Counts the steps that are still to come, by going through the phases without a call.
plan() {
  planning=yes planned=$(steps_recorded)
  for to_do in $phases; do "$to_do"; done
  echo "$planned" >"$scratch/planned"
}

# Calls a function with the fields of each line of a list, a few lines at a time.
each() { # LIST FUNCTION
  [ -s "$1" ] || return 0
  if [ -n "$planning" ]; then
    while IFS='|' read -r f1 f2 f3 f4 f5 f6 f7 f8; do "$2" "$f1" "$f2" "$f3" "$f4" "$f5" "$f6" "$f7" "$f8"; done <"$1"
    return 0
  fi
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
pod_template=$pod_template'{{range .metadata.ownerReferences}}{{.kind}}/{{.name}}{{end}}|{{range $k, $v := .metadata.labels}}{{$k}}={{$v}} {{end}}'
# What Istio CNI writes on a pod whose traffic goes through ztunnel; among the labels, and never its text.
pod_template=$pod_template'{{with .metadata.annotations}}{{with index . "ambient.istio.io/redirection"}}{{if eq . "enabled"}}istio.io/dataplane-mode=ambient {{end}}{{end}}{{end}}|'
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
  order_namespaces
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
    echo "$namespace" >>"$scratch/answering"
  done <"$scratch/namespaces"
}

# Those in which the account has rights come first.
order_namespaces() {
  [ -s "$scratch/answering" ] || return 0
  cat "$scratch/answering" "$scratch/namespaces" | awk '!seen[$0]++' >"$scratch/ordered"
  mv -f "$scratch/ordered" "$scratch/namespaces"
}

# Sorts the pods into what they are, and chooses the proxies to look into.
choose_pods() {
  : >>"$scratch/lists/pods"
  : >>"$scratch/lists/events"
  LISTS=$scratch/lists NOW=$(timestamp) MOST=$max_proxies APPLICATION_LOGS=$application_logs ISTIO_NAMESPACE=$istio_namespace NAMESPACES=$scratch/namespaces \
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

  NF == 9 && ($1 in chosen_namespace) && is_name($1) && is_name($2) && ($3 == "" || is_name($3)) && !seen_pod[$1 "/" $2]++ { read_pod() }

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
    else if (label["istio.io/dataplane-mode"] == "ambient" && mains != "") add_ambient()
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

  # An application without a proxy: only its logs can be asked for.
  function add_ambient(   class) {
    class = namespace "|" workload() "|" label["pod-template-hash"] label["controller-revision-hash"]
    ambient_rank[++ambient] = troubled != "" ? 1 : (class in seen_ambient) ? 3 : 2
    seen_ambient[class] = 1
    ambient_name[ambient] = namespace "/" pod
    ambient_line[ambient] = namespace "|" pod "|" mains "|" restarted
  }

  function choose_ambient(i) {
    if (ambient_chosen++ < most) put("applications", ambient_line[i])
    else if (ENVIRON["APPLICATION_LOGS"] != "") put("choice", "{\"step\":\"app\",\"path\":\"apps/" ambient_name[i] "/\",\"skipped\":\"limit\",\"detail\":\"--max-proxies " most " reached\"}")
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
    for (r = 1; r <= 3; r++) for (i = 1; i <= ambient; i++) if (ambient_rank[i] == r) choose_ambient(i)
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
  asked=0 refused=0
  while IFS= read -r namespace; do
    if [ "$asked" -eq 3 ] && [ "$refused" -eq 3 ] && [ -z "$namespaces$excluded" ]; then
      record_skip "$1" "cluster/$2.json" forbidden "also in the first three namespaces; the others were not asked"
      return 0
    fi
    reason=''
    step "$1" "cluster/$2.$namespace.json" json 60 kubectl get "$3" "--namespace=$namespace" -o json --chunk-size=500
    asked=$((asked + 1))
    [ "$reason" != forbidden ] || refused=$((refused + 1))
  done <"$scratch/namespaces"
}

# ConfigMaps are asked for by name: others of the namespace are none of our business.
istio_namespace_objects() { # NAMESPACE
  namespace=$1 qualifier=istio
  [ "$1" = "$(first_line "$scratch/lists/istio-namespaces")" ] || qualifier=istio.$1
  list "configmaps.$1" kubectl get configmaps "--namespace=$1" -o "go-template=$name_template" || : >"$scratch/lists/configmaps.$1"
  set -- istio istio-sidecar-injector
  while IFS= read -r map; do
    [ "${#map}" -le 253 ] || continue
    case $map in
      istio | istio-sidecar-injector | *[!a-z0-9.-]* | *..* | *[.-]) ;;
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
  try kubectl exec "$pod" "--namespace=$namespace" "--container=$container" -- "$@" || return 1
  # kubectl can lose the output of a command that ends at once.
  [ -s "$target" ] || try kubectl exec "$pod" "--namespace=$namespace" "--container=$container" -- "$@"
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
  [ -n "$planning" ] || [ -e "$work/meta/permissions.exec.$namespace.txt" ] || {
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
    admin proxy/clusters clusters.json any 60 'clusters?format=json'
    admin proxy/certs certs.json any 20 certs
    admin proxy/stats stats.txt text 60 stats
    admin proxy/listeners listeners.json any 20 'listeners?format=json'
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

# The first of these that the image has; one step, whichever it is.
sockets() {
  planned_before=${planned:-0}
  if begin proxy/sockets "$folder/sockets.txt" text 20; then
    inside ss -tulpn || { cannot_request && inside netstat -tulpn; }
    path=$folder/proc-net-tcp.txt
    if ! cannot_request || ! wanted; then
      path=$folder/sockets.txt
      settle
      return 0
    fi
    rm -f "$target" "$target.stderr"
  elif [ -n "$planning" ] && [ "$planned" -gt "$planned_before" ]; then
    return 0
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

ztunnel_wanted() {
  name=ztunnel/dump path=$folder/config-dump.json
  if wanted; then return 0; fi
  name=ztunnel/metrics path=$folder/metrics.txt
  wanted
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
  admin_port=PORT metrics_port=PORT forward_pid=''
  ztunnel_wanted || return 0
  # The way to the pages has no place in the archive by which it could be chosen.
  was=$discovering discovering=yes begun=''
  if begin ztunnel/forward "" text 60; then begun=yes; fi
  discovering=$was
  [ -n "$begun$planning" ] || return 0
  set -- kubectl port-forward ${context:+"--context=$context"} ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${as:+"--as=$as"} \
    "pod/$pod" "--namespace=$namespace" :15000 :15020
  if [ -n "$dry_run" ]; then
    attempts=1
    print_command "$@"
  elif [ -z "$planning" ] && ! forward "$@"; then
    record_skip ztunnel "$folder/" no-forward "see the step ztunnel/forward"
    return 0
  fi
  ztunnel_page ztunnel/dump config-dump.json json "$admin_port/config_dump"
  ztunnel_page ztunnel/metrics metrics.txt text "$metrics_port/metrics"
  [ -z "$forward_pid" ] || stop_forward
}

# Starts to forward local ports of kubectl's choice, and waits until it names them.
forward() { # COMMAND...
  argv=$(json_array "$@") code=0 attempts=1
  (trap - TERM && exec "$@") </dev/null >"$mine/forward" 2>"$mine/forward.err" &
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
  # Not even this list was written when the disk is full.
  namespace=${namespace:-${istio_namespace:-istio-system}}
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
  istio=$(first_line "$scratch/lists/istio-namespaces") service=istiod page=:15014/version
  # The port for monitoring moved between versions of Pilot; that of its readiness did not.
  [ -s "$scratch/lists/istiods" ] || service=istio-pilot page=:8080/ready
  may_exec probe "$4" || return 0
  transcript probe/nslookup nslookup.1.txt nslookup kubernetes.default.svc.cluster.local
  transcript probe/nslookup nslookup.2.txt nslookup "$service.$istio.svc.cluster.local"
  transcript probe/curl curl.1.txt curl -sv -m 10 "http://$service.$istio$page"
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

proxies_chosen() {
  read_counts
  echo "$chosen of $known"
}

close_manifest() {
  read -r ok failed skipped rest <<EOF
$(count_steps)
EOF
  read_counts
  record ended "$(timestamp)" planned# "$(first_line "$scratch/planned")" \
    steps# $((ok + failed + skipped)) ok# "$ok" failed# "$failed" skipped# "$skipped" \
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
    exit
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
  ) | compress >"$partial" && grep -qx 0 "$scratch/tar.code"
}

compress() {
  if command -v gzip >/dev/null; then gzip -c; else cat; fi
}

bytes_of_archive() {
  if [ -d "$archive" ]; then echo $(($(du -sk "$archive" | cut -f1) * 1024)); else echo $(($(wc -c <"$archive"))); fi
}

too_large() {
  excess=$(($(wc -c <"$partial") - archive_limit))
  [ "$excess" -gt 0 ]
}

# Takes the largest logs away until what is too much is gone; false when there are none.
leave_out_logs() {
  find "$work" -name '*.log' -size +0 -exec wc -c {} \; | sort -rn | sed 's/^ *[0-9]* *//' >"$scratch/largest-logs"
  [ -s "$scratch/largest-logs" ] || return 1
  sed '$d' "$manifest" >"$scratch/open-manifest" && cat "$scratch/open-manifest" >"$manifest"
  while [ "$excess" -gt 0 ] && IFS= read -r file; do
    excess=$((excess - $(compress <"$file" | wc -c)))
    rm -f "$file"
    record step archive path "${file#"$work"/}" skipped size detail "--max-archive-size $max_archive_size reached"
  done <"$scratch/largest-logs"
}

# "forbidden 6, timeout 3": how often each reason stands under a key of the manifest.
reasons() { # KEY
  awk -v key="\"$1\":\"" '
    /^\{"step":/ && (at = index($0, key)) {
      reason = substr($0, at + length(key))
      sub(/".*/, "", reason)
      if (!count[reason]++) order[++kinds] = reason
    }
    END {
      for (i = 1; i <= kinds; i++) line = line (i > 1 ? ", " : "") order[i] " " count[order[i]]
      print line == "" ? "none" : line
    }
  ' "$manifest"
}

cleanup() {
  trap '' HUP INT PIPE TERM
  for helper in $progress $watcher; do kill "$helper" 2>/dev/null && wait "$helper" 2>/dev/null; done
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
  case $1 in HUP | PIPE)
    # Nobody reads any more, and every further line would be a signal again.
    trap '' HUP PIPE
    exec 2>/dev/null
    ;;
  esac
  interrupted=$1
  : >"$scratch/stop"
  signal_commands TERM
  printf 'capture.sh: interrupted: packing what there is (again to stop at once)\n' >&2 || true
}

# Sends a signal to the commands whose ids the workers have noted.
signal_commands() { # SIGNAL
  for noted in 0/child 1/child 2/child 3/child 0/forward.pid 1/forward.pid 2/forward.pid 3/forward.pid; do
    pid=''
    [ ! -s "$scratch/worker.$noted" ] || read -r pid until <"$scratch/worker.$noted"
    [ -z "$pid" ] || kill "-$1" "$pid" 2>/dev/null
  done
}

# Waits for the workers, who end by themselves when their commands do: otherwise they would write into what is being removed.
stop_at_once() {
  (
    trap 'kill -KILL "$!"; exit 0' TERM
    # A signal can get lost before the trap is set.
    while kill -0 "$$"; do
      signal_commands KILL
      sleep 1 &
      wait "$!"
    done
  ) >/dev/null 2>&1 &
  killer=$!
  [ -z "$packing" ] || kill -KILL "$running" 2>/dev/null
  await "$running"
  kill "$killer"
  exit 1
}

# On a terminal, every two seconds: steps done of those planned, bytes, and what the first worker is at.
show_progress() {
  [ -t 2 ] && [ -z "$quiet$dry_run" ] || return 0
  (
    trap 'kill -KILL "$!"; exit 0' TERM
    while kill -0 "$$" 2>/dev/null; do
      sleep 2 &
      wait "$!"
      printf '  %s of %s steps, %s  %s\n' "$(steps_recorded)" "$(first_line "$scratch/planned")" \
        "$(size_of $(($(du -sk "$work" | cut -f1) * 1024)))" "$(first_line "$scratch/worker.0/now")" |
        awk '{ printf "\r%-79s\r", substr($0, 1, 79) }' >&2
    done
  ) &
  progress=$!
}

steps_recorded() {
  grep -cE '^\{"step":.*"(exit|error|skipped)":' "$manifest"
}

# 512 B, 3.4 MB ... of a number of bytes
size_of() {
  awk -v bytes="$1" 'BEGIN {
    split("B kB MB GB", unit, " ")
    for (i = 1; bytes >= 1000 && i < 4; i++) bytes /= 1000
    printf (i == 1 ? "%d %s\n" : "%.1f %s\n"), bytes, unit[i]
  }'
}

# -------------------------------------------------------------------------------------------------------------------- main

estimate() {
  read_counts
  printf '# %s of %s proxies; a rough estimate: %s MB before packing, %s MB packed, without logs\n' \
    "$chosen" "$known" $((chosen * 6 + known / 20 + 10)) $((chosen / 5 + known / 200 + 1))
}

finish() {
  say "packing"
  # A signal from now on comes too late to change what is packed.
  ended_by=$interrupted
  # In the background like a phase: Ctrl-C reaches all programs of the terminal, and would end tar.
  (
    trap '' HUP TERM
    interrupted=$ended_by
    close_manifest && pack || exit
    while too_large && leave_out_logs; do close_manifest && pack || exit; done
    mv -f -- "$partial" "$archive"
  ) &
  running=$! packing=yes
  await "$running"
  if [ ! -e "$archive" ] || [ -e "$partial" ]; then fail "the archive could not be written"; fi
  partial=''
  [ ! -d "$archive" ] || manifest=$archive/meta/manifest.ndjson
  read -r ok failed skipped gaps answered <<EOF
$(count_steps)
EOF
  [ -d "$archive" ] || say "sha256 $(sha256 <"$archive")"
  printf '%s\n' "$archive"
  say "$archive: $(size_of "$(bytes_of_archive)"), $ok of $((ok + failed + skipped)) steps done, failed: $(reasons error), not done: $(reasons skipped); check it with: meshtriage inspect $archive"
  [ -z "$ended_by" ] || exit 11
  [ "$answered" -gt 0 ] || fail "the cluster answered nothing; the archive holds only the reasons"
  [ $((failed + gaps)) -eq 0 ] || exit 10
  exit 0
}

main() {
  read_flags "$@"
  interrupted='' discovering='' planning='' scratch='' partial='' progress='' watcher='' running='' packing=''
  run_started=$(timestamp)
  deadline=$(($(now) + time_limit))
  trap cleanup EXIT
  # A shell that a signal ends does not clean up.
  trap 'exit 1' HUP INT PIPE TERM
  choose_output
  make_scratch
  watch_calls
  for signal in HUP INT PIPE TERM; do
    # shellcheck disable=SC2064
    trap "on_signal $signal" "$signal"
  done
  phase identify
  open_manifest
  show_progress
  phase discover
  if [ -e "$scratch/unknown-namespace" ]; then wrong_usage "no such namespace: $(cat "$scratch/unknown-namespace")"; fi
  phases="objects control_plane proxies node_components istioctl_steps remaining_logs ${probing:+probes}"
  [ -n "$dry_run" ] || phase plan
  for to_do in $phases; do phase "$to_do"; done
  if [ -n "$dry_run" ]; then
    estimate
    exit 0
  fi
  finish
}

main "$@"
