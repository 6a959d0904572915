# bash completion for charterd(1). Commands and flags are asked of the program, ids of the charter.

# The words of the first column of a help text's section $1.
_charterd_column()
{
    awk -v section="$1" '$0 == section { on = 1; next } /^[^ ]/ { on = 0 } on && /^  [^ ]/ { print $1 }'
}

# What the charter $1 or the operator's file names: the keys just below its section $2.
_charterd_ids()
{
    awk -v section="$2:" '
        /^[^ #]/ { on = ($1 == section); indent = 0; next }
        on && match($0, /^ +[A-Za-z0-9_.-]+:/) {
            match($0, /^ +/)
            if (!indent) indent = RLENGTH
            if (RLENGTH == indent) { sub(/:.*/, "", $1); print $1 }
        }' "$1" 2>/dev/null
}

_charterd_source_names()
{
    sed -n 's/^ *- *{\{0,1\}name: *"\{0,1\}\([^",}#]*[^",}# ]\).*/\1/p' "$1" 2>/dev/null
}

_charterd()
{
    local cur prev words cword split
    _init_completion -s || return

    local program=${words[0]} command="" config=/etc/charterd/charterd.yml i
    local commands
    commands=$("$program" --help 2>/dev/null | _charterd_column "Commands:")
    for ((i = 1; i < cword; i++)); do
        case ${words[i]} in
            --config.file=*) config=${words[i]#*=} ;;
            --config.file) config=${words[i + 1]} ;;
        esac
        [[ -z $command && " ${commands//$'\n'/ } " == *" ${words[i]} "* ]] && command=${words[i]}
    done
    # What stands in quotes or with a ~ is as the shell will see it.
    config=${config//[\"\']/}
    config=${config/#\~/$HOME}
    local charter
    charter=$(sed -n 's/^charter: *"\{0,1\}\([^"#]*[^"# ]\).*/\1/p' "$config" 2>/dev/null)
    [[ $charter == /* ]] || charter=$(dirname -- "$config")/$charter

    case $prev in
        --config.file | --web.config.file)
            _filedir '@(yml|yaml)'
            return
            ;;
        --storage.path)
            _filedir -d
            return
            ;;
        --log.level) COMPREPLY=($(compgen -W "debug info warn error" -- "$cur")) && return ;;
        --log.format) COMPREPLY=($(compgen -W "logfmt json" -- "$cur")) && return ;;
        --window) COMPREPLY=($(compgen -W "current previous" -- "$cur")) && return ;;
        --format)
            local formats="table json csv markdown html"
            [[ $command == report ]] && formats="markdown html csv json"
            [[ $command == cases ]] && formats="table csv json"
            COMPREPLY=($(compgen -W "$formats" -- "$cur"))
            return
            ;;
        --source)
            COMPREPLY=($(compgen -W "$(_charterd_source_names "$config")" -- "$cur"))
            return
            ;;
        --case)
            COMPREPLY=($(compgen -W "$(_charterd_ids "$charter" cases)" -- "$cur"))
            return
            ;;
        --against)
            _filedir
            return
            ;;
        --web.listen-address | --at | --period | --limit | --job | --runbook.url | \
            --dashboard.url | --events-per-second | --for | --from | --seed | --outage-from | \
            --outage-for)
            return
            ;;
    esac
    $split && return

    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$("$program" ${command:-run} --help 2>/dev/null |
            _charterd_column "Flags:")" -- "$cur"))
    elif [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "$commands" -- "$cur"))
    elif [[ $command == explain ]]; then
        COMPREPLY=($(compgen -W "$(_charterd_ids "$charter" targets)" -- "$cur"))
    elif [[ $command == backup || $command == init ]]; then
        _filedir
    fi
} &&
    complete -F _charterd charterd
